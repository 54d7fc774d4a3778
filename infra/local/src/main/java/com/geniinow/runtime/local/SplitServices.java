package com.geniinow.runtime.local;

import static java.util.stream.Collectors.joining;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Each service as a process of its own, from the jar that this one runs from. */
final class SplitServices {
  /** Longer than a worker gives its tasks to finish. */
  private static final long STOP_SECONDS = 60;

  private final Running running;
  private final Steps steps;
  private final Map<String, String> environment;
  private final Path logs;

  SplitServices(Running running, Steps steps, Map<String, String> environment, Path logs) {
    this.running = running;
    this.steps = steps;
    this.environment = environment;
    this.logs = logs;
  }

  /** The command side first: it migrates the schema that the others expect. */
  void start(int port) throws Exception {
    start(List.of(new Place(Options.Role.COMMAND_SIDE, port)));
    start(
        List.of(
            new Place(Options.Role.QUERY_SIDE, port + 1), new Place(Options.Role.WORKER, port)));
  }

  /** All but the workers, which come and go by themselves. */
  void startWithoutWorker(int port) throws Exception {
    start(List.of(new Place(Options.Role.COMMAND_SIDE, port)));
    start(List.of(new Place(Options.Role.QUERY_SIDE, port + 1)));
  }

  /** A service and its port; a worker has none and is given the command side's. */
  private record Place(Options.Role role, int port) {}

  /** Starts them side by side. */
  private void start(List<Place> places) throws Exception {
    var names = places.stream().map(place -> place.role().title()).collect(joining(" and "));
    steps.timed(
        "starting " + names,
        () -> {
          List<Kept> all = new ArrayList<>();
          for (Place place : places) {
            var kept = new Kept(place);
            all.add(kept);
            running.started(place.role().title(), () -> stop(kept.process));
          }
          for (Kept kept : all) {
            kept.await();
          }
          return all;
        });
  }

  /** A service that is started again when its process ends by itself. */
  private final class Kept {
    private final Place place;
    private volatile Process process;

    Kept(Place place) throws IOException {
      this.place = place;
      this.process = launch(place.role(), place.port(), log(place.role()));
    }

    void await() throws IOException {
      var started = process;
      var title = place.role().title();
      awaitReady(title, started, log(place.role()));
      whenEnded(
          started,
          () ->
              running.again(
                  title,
                  ended(title, started, log(place.role())),
                  () -> {
                    process = launch(place.role(), place.port(), log(place.role()));
                    await();
                  }));
    }
  }

  /** On a thread of its own: what is to be done may take as long as a start. */
  static void whenEnded(Process process, Runnable then) {
    process.onExit().thenRun(() -> Thread.ofVirtual().start(then));
  }

  /**
   * Waits for the process's first line, which says whether it is ready.
   *
   * @throws ServerStartException when it isn't
   */
  static void awaitReady(String title, Process process, Path log) throws IOException {
    // Nothing comes after that line.
    var line = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!ServiceProcess.READY.equals(line)) {
      throw new ServerStartException(
          line == null ? "%s did not start; its log is %s.".formatted(title, log) : line);
    }
  }

  /** The sentence about a process that ended without having been told to. */
  static String ended(String title, Process process, Path log) {
    return "%s ended by itself (exit code %d); its log is %s."
        .formatted(title, process.exitValue(), log);
  }

  private Path log(Options.Role role) {
    return logs.resolve(role.title() + ".log");
  }

  /** A process of a service, which may not be ready yet. */
  Process launch(Options.Role role, int port, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    // A session of its own: Ctrl-C must not reach it before those who still need it have stopped.
    command.add("setsid");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-X") || argument.startsWith("--enable"))
            .toList());
    var classPath = System.getProperty("java.class.path");
    command.addAll(
        classPath.endsWith(".jar") && !classPath.contains(":")
            ? List.of("-jar", classPath)
            : List.of("-cp", classPath, LocalRuntime.class.getName()));
    command.add(role.argument());
    var builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("GENII_PORT", Integer.toString(port));
    builder.environment().put(ServiceProcess.LOG, log.toString());
    return builder.start();
  }

  /** A process stops by itself when the pipe to it closes. */
  static void stop(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
