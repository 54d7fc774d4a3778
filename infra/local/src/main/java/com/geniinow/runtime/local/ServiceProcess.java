package com.geniinow.runtime.local;

import com.geniinow.runtime.worker.Drainable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** One service in a process that another one split off; it ends when that one closes the pipe. */
final class ServiceProcess {
  /** The line on standard output that says that the service takes work. */
  static final String READY = "ready";

  /** What a worker reads when it is to end its tasks and then itself. */
  static final int DRAIN = 'd';

  /** Environment variable: the service's log file. */
  static final String LOG = "GENII_LOCAL_LOG";

  private ServiceProcess() {}

  /** Runs until standard input ends; returns the exit code. */
  static int run(Options.Role role, Map<String, String> environment) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var log = Path.of(environment.getOrDefault(LOG, role.title() + ".log"));
    ConfigurableApplicationContext service;
    try {
      service = Services.application(role).properties(Services.localProperties(log)).run();
    } catch (RuntimeException e) {
      out.println(Services.notStarted(role, e, log));
      return 1;
    }
    out.println(READY);
    for (var read = System.in.read(); read >= 0; read = System.in.read()) {
      if (read == DRAIN) {
        Thread.ofVirtual().start(() -> drain(service));
      }
    }
    return 0;
  }

  private static void drain(ConfigurableApplicationContext service) {
    try {
      service.getBean(Drainable.class).drain();
      System.exit(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
