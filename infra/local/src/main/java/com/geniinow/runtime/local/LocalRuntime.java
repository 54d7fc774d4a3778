package com.geniinow.runtime.local;

import com.geniinow.runtime.platform.setting.KnownSettings;
import com.geniinow.runtime.servers.FileReasons;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.UUID;

/** Runs the whole system in the foreground: {@code infra/up} builds and starts this. */
public final class LocalRuntime {
  private LocalRuntime() {}

  /**
   * Runs until it is told to stop (SIGINT, SIGTERM: exit codes 130 and 143) or until a part ends by
   * itself more often than it is started again (1).
   *
   * @param arguments {@code --split}, {@code --autoscale}, {@code --fresh}; {@code --rehearse} to
   *     start once on a free port and stop, so that the JVM can archive what that loads (0, or 1)
   */
  public static void main(String[] arguments) throws Exception {
    var steps = new Steps(System.out);
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      steps.say(String.valueOf(e.getMessage()));
      System.exit(2);
      return;
    }
    if (options.role().isPresent()) {
      System.exit(ServiceProcess.run(options.role().get(), System.getenv()));
    }
    var environment = new HashMap<>(System.getenv());
    if (options.rehearse()) {
      // Nobody may take it for the system that they wait for.
      environment.put("GENII_PORT", Integer.toString(Running.freePort()));
    }
    System.exit(run(options, new Settings(environment), steps));
  }

  private static int run(Options options, Settings settings, Steps steps) throws Exception {
    var clock = InstantSource.system();
    var running = new Running(steps, clock);
    // Also what Ctrl-C leads to; PostgreSQL and Redis don't get it themselves, so they stop last.
    Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "stop-parts"));
    try {
      KnownSettings.warnings(System.getenv().keySet()).forEach(steps::say);
      settings.check();
      running.start(options, settings, clock);
    } catch (ServerStartException e) {
      running.failed(e.sentence());
      return 1;
    } catch (UncheckedIOException e) {
      running.failed("The data can't be written: %s.".formatted(FileReasons.of(e)));
      return 1;
    }
    if (options.rehearse()) {
      return 0;
    }
    var project = System.getProperty("genii.project", "");
    new Greeting(settings, clock, UUID.randomUUID(), UUID.randomUUID(), project)
        .lines()
        .forEach(steps::plain);
    running.failed(running.awaitBroken());
    return 1;
  }
}
