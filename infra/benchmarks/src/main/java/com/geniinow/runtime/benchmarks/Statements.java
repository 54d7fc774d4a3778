package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** What PostgreSQL is asked for one submission, from its own log. */
final class Statements {
  private static final int WARM_SUBMISSIONS = 20;

  private Statements() {}

  @SuppressWarnings("SystemOut")
  static void print(Options options) {
    options.refuseOthers();
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of())) {
      System.out.println(ofOneSubmission(servers, runtime));
    }
  }

  /** The log's lines of one submission to an agent whose state is in the runtime's cache. */
  static String ofOneSubmission(Servers servers, RuntimeUnderTest runtime) {
    var agent = runtime.provision(1).get(0);
    var request = runtime.submission(agent);
    try {
      submit(runtime, request, WARM_SUBMISSIONS);
      servers.execute("ALTER ROLE genii_command SET log_statement = 'all'");
      servers.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'genii_command'");
      // The pool's new connections, and those that only learn now that theirs are gone.
      submit(runtime, request, WARM_SUBMISSIONS);
      long before = Files.size(servers.log("postgres"));
      submit(runtime, request, 1);
      var log = Files.readString(servers.log("postgres"));
      servers.execute("ALTER ROLE genii_command RESET log_statement");
      servers.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'genii_command'");
      return log.substring((int) before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void submit(RuntimeUnderTest runtime, byte[] request, int times)
      throws IOException {
    for (var i = 0; i < times; i++) {
      try (var connection = new HttpConnection(runtime.port())) {
        var status = connection.send(request);
        if (status != 202 && times == 1) {
          throw new IllegalStateException("a submission answered " + connection.body());
        }
      }
    }
  }
}
