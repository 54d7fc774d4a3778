package com.geniinow.runtime.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** One service in a process that another one split off; it ends when that one closes the pipe. */
final class ServiceProcess {
  /** The line on standard output that says that the service takes work. */
  static final String READY = "ready";

  /** Environment variable: the service's log file. */
  static final String LOG = "GENII_LOCAL_LOG";

  private ServiceProcess() {}

  /** Runs until standard input ends; returns the exit code. */
  static int run(Options.Role role, Map<String, String> environment) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path log = Path.of(environment.getOrDefault(LOG, role.title() + ".log"));
    try {
      Services.application(role).properties(Services.localProperties(log)).run();
    } catch (RuntimeException e) {
      out.println(Services.notStarted(role, e, log));
      return 1;
    }
    out.println(READY);
    while (System.in.read() >= 0) {
      // What comes means nothing; that nothing more can come does.
    }
    return 0;
  }
}
