package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ManagedServer;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL and Redis have in common as child processes. */
abstract class ChildServer implements ManagedServer {
  /** Generous, because recovery after a crash is part of a start. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration PREDECESSOR_LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final String stopSignal;
  private final Path log;
  private @Nullable Supervised process;
  private BiConsumer<ManagedServer, String> onCrash = (server, sentence) -> {};

  ChildServer(String name, String stopSignal, Path log) {
    this.name = name;
    this.stopSignal = stopSignal;
    this.log = log;
  }

  /** The whole command line, for the user who may run it. */
  abstract List<String> command();

  /** Whether the running server takes work. */
  abstract boolean answers();

  /** The process that used these files before and may still be on its way out; 0 if none. */
  abstract long predecessor();

  /** Takes note of the process that uses the files from now on. */
  void started(long pid) {}

  @Override
  public final String name() {
    return name;
  }

  /** Calls back with itself and one sentence when the server ends without having been told to. */
  final synchronized void onCrash(BiConsumer<ManagedServer, String> listener) {
    onCrash = listener;
  }

  @Override
  public final synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  @Override
  public final synchronized void start() {
    if (isRunning()) {
      return;
    }
    if (!Waiting.until(() -> predecessor() == 0, PREDECESSOR_LIMIT)) {
      throw new ServerStartException(
          "%s's files are in use by process %d; please stop that one first."
              .formatted(name, predecessor()));
    }
    long before = size(log);
    var started = Supervised.start(command(), stopSignal, log);
    process = started;
    started(started.pid());
    started.whenEnded(() -> ended(started));
    var answered =
        Waiting.until(() -> !started.isAlive() || answers(), START_LIMIT) && started.isAlive();
    if (!answered) {
      process = null;
      String reason = started.isAlive() ? "it gives no answer" : lastLine(before);
      started.stop();
      throw new ServerStartException("%s did not start: %s.".formatted(name, reason));
    }
  }

  @Override
  public final synchronized void stop() {
    var running = process;
    process = null;
    if (running != null) {
      running.stop();
    }
  }

  @Override
  public final synchronized void kill() {
    var running = process;
    process = null;
    if (running != null) {
      running.kill();
    }
  }

  private void ended(Supervised ended) {
    BiConsumer<ManagedServer, String> listener;
    synchronized (this) {
      if (process != ended) {
        return;
      }
      listener = onCrash;
    }
    listener.accept(this, "%s ended by itself; its log is %s.".formatted(name, log));
  }

  private String lastLine(long before) {
    try {
      var text = new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8);
      var lines =
          text.substring((int) Math.min(before, text.length()))
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.stream()
          .filter(line -> line.contains("FATAL") || line.contains("rror"))
          .findFirst()
          .or(() -> lines.stream().reduce((first, second) -> second))
          .map(line -> line.replaceFirst("^.*(FATAL|ERROR|error): *", "").replaceFirst("\\.$", ""))
          .orElse("it ended at once");
    } catch (IOException e) {
      return "it ended, and its log can't be read";
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
