package com.geniinow.runtime.command.fleet;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.worker.WorkerApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Command sides and workers on the services of this JVM. */
final class Fleet implements AutoCloseable {
  static final int WORKERS = 3;

  private static final int COMMAND_SIDES = 2;

  private final List<Service> commandSides = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Service> workers = new ArrayList<>();
  private final List<Api> apis = new ArrayList<>();

  /**
   * Starts two command sides and three workers and waits until they are ready.
   *
   * @param slots tasks at once of each worker
   * @param settings of the command sides, as {@code name=value}
   */
  static Fleet start(String name, int slots, Path logs, String... settings) throws Exception {
    return started(
        fleet -> {
          fleet.startCommandSides(COMMAND_SIDES, name, logs, settings);
          fleet.startWorkers(slots, name, logs);
        });
  }

  /** Starts so many command sides and no worker, for who does the workers' part itself. */
  static Fleet ofCommandSides(int count, String name, Path logs) throws Exception {
    return started(fleet -> fleet.startCommandSides(count, name, logs));
  }

  /** What of a fleet is started. */
  private interface Parts {
    void of(Fleet fleet) throws Exception;
  }

  private static Fleet started(Parts parts) throws Exception {
    var fleet = new Fleet();
    try {
      parts.of(fleet);
      return fleet;
    } catch (Exception | AssertionError e) {
      fleet.close();
      throw e;
    }
  }

  private void startCommandSides(int count, String name, Path logs, String... settings)
      throws Exception {
    for (var n = 0; n < count; n++) {
      var port = CommandSideProcess.freePort();
      var environment = new HashMap<>(CommandSideProcess.environment());
      environment.put("GENII_PORT", Integer.toString(port));
      List<String> arguments = new ArrayList<>(List.of("--genii.tasks.lease=4s"));
      for (var setting : settings) {
        arguments.add("--" + setting);
      }
      commandSides.add(
          new Service(
                  name + "-command-" + n,
                  CommandSideApplication.class,
                  "512m",
                  arguments,
                  environment,
                  logs)
              .start());
      ports.add(port);
      apis.add(new Api(port));
    }
    for (var n = 0; n < count; n++) {
      commandSides.get(n).awaitReady(ports.get(n));
    }
  }

  private void startWorkers(int slots, String name, Path logs) throws Exception {
    for (var n = 0; n < WORKERS; n++) {
      var environment = new HashMap<>(CommandSideProcess.environment());
      environment.put(
          "GENII_COMMAND_URL", "http://127.0.0.1:" + ports.get(n % commandSides.size()));
      environment.put("GENII_WORKERS", Integer.toString(slots));
      workers.add(
          new Service(
              name + "-worker-" + n,
              WorkerApplication.class,
              "192m",
              List.of("--genii.worker.id=worker-" + n),
              environment,
              logs));
    }
    for (var worker : workers) {
      worker.start();
    }
  }

  /** A client of one of the command sides. */
  Api api(int n) {
    return apis.get(Math.floorMod(n, apis.size()));
  }

  /** Kills a worker in the middle of whatever it does, and starts another in its place. */
  void replaceWorker(int n) throws IOException, InterruptedException {
    workers.get(n).kill();
    workers.get(n).start();
  }

  /** Tells a worker to stop in the middle of whatever it does, and starts another in its place. */
  void relieveWorker(int n) throws IOException, InterruptedException {
    workers.get(n).stop();
    workers.get(n).start();
  }

  /** Kills a command side in the middle of whatever it does, and starts none in its place. */
  void killCommandSide(int n) throws InterruptedException {
    commandSides.get(n).kill();
  }

  /** Kills a command side in the middle of whatever it does, and starts it again on its port. */
  void replaceCommandSide(int n) throws IOException, InterruptedException {
    commandSides.get(n).kill();
    commandSides.get(n).start();
  }

  @Override
  public void close() throws Exception {
    for (var worker : workers) {
      worker.kill();
    }
    for (var commandSide : commandSides) {
      commandSide.stop();
    }
  }
}
