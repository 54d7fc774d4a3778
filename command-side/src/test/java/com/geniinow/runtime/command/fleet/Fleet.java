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

/** Two command sides and three workers on the services of this JVM. */
final class Fleet implements AutoCloseable {
  static final int WORKERS = 3;

  private final List<Service> commandSides = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Service> workers = new ArrayList<>();
  private final List<Api> apis = new ArrayList<>();

  /**
   * Starts all of it and waits until it is ready.
   *
   * @param slots tasks at once of each worker
   * @param settings of the command sides, as {@code name=value}
   */
  static Fleet start(String name, int slots, Path logs, String... settings) throws Exception {
    var fleet = new Fleet();
    try {
      fleet.startAll(name, slots, logs, settings);
      return fleet;
    } catch (Exception | AssertionError e) {
      fleet.close();
      throw e;
    }
  }

  private void startAll(String name, int slots, Path logs, String... settings) throws Exception {
    var shared = CommandSideProcess.environment();
    for (var n = 0; n < 2; n++) {
      var port = CommandSideProcess.freePort();
      var environment = new HashMap<>(shared);
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
    for (var n = 0; n < WORKERS; n++) {
      var environment = new HashMap<>(shared);
      environment.put("GENII_COMMAND_URL", "http://127.0.0.1:" + ports.get(n % 2));
      environment.put("GENII_WORKERS", Integer.toString(slots));
      workers.add(
          new Service(
              name + "-worker-" + n,
              WorkerApplication.class,
              "192m",
              List.of("--genii.worker.claim-lease=5s", "--genii.worker.id=worker-" + n),
              environment,
              logs));
    }
    for (var n = 0; n < 2; n++) {
      commandSides.get(n).awaitReady(ports.get(n));
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
