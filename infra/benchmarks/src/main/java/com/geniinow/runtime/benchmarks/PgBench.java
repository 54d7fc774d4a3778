package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * PostgreSQL's own load generator running the SQL of a submission with the runtime's login, on the
 * runtime's tables, with agents of its own: what the same server does without a runtime.
 */
final class PgBench {
  /** What the runtime's pool sets for each connection; it decides how statements are planned. */
  private static final String SESSION =
      "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off"
          + " -c jit=off";

  /** A submission as the runtime sends it. */
  static final String SUBMISSION = "submission.sql";

  private final Servers servers;
  private final int agents;
  private final Path program;
  private final Path script;
  private final String session;

  /**
   * Makes the peer's agents.
   *
   * @param script a file, or a resource beside this class; empty for {@link #SUBMISSION}
   * @param session options of its connections, or empty for those of the runtime
   */
  PgBench(Servers servers, int agents, String script, String session) {
    this.servers = servers;
    this.agents = agents;
    this.session = session.isEmpty() ? SESSION : session;
    this.program = program();
    if (servers.number("SELECT count(*) FROM agents WHERE name = 'peer'") == 0) {
      servers.execute(resource("peer.sql").formatted(agents));
    }
    try {
      this.script = servers.folder().resolve("peer-script.sql");
      Files.writeString(
          this.script,
          script.endsWith(".sql") && Files.exists(Path.of(script))
              ? Files.readString(Path.of(script))
              : resource(script.isEmpty() ? SUBMISSION : script));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came of a run: its transactions' latencies, and seconds without the connecting. */
  record Result(Latencies latencies, double seconds) {}

  /** Runs so many clients for so many seconds. */
  Result run(int clients, int seconds) {
    var log = servers.folder().resolve("pgbench");
    delete(log);
    var url = URI.create(servers.services().databaseUrl());
    var command =
        List.of(
            program.toString(),
            "--host=" + url.getHost(),
            "--port=" + url.getPort(),
            "--username=genii_command",
            "--no-vacuum",
            "--protocol=prepared",
            "--client=" + clients,
            "--jobs=2",
            "--time=" + seconds,
            "--define=agents=" + agents,
            "--file=" + script,
            "--log",
            "--log-prefix=" + log,
            url.getPath().substring(1));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", RuntimeUnderTest.PASSWORD);
    builder.environment().put("PGOPTIONS", session);
    var result = new Result(new Latencies(), seconds);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("pgbench failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    logs(log).forEach(file -> read(file, result.latencies()));
    delete(log);
    // Nothing of the peer's is to be queued by the runtime.
    servers.execute(
        "UPDATE agent_tasks SET status = 'cancelled' WHERE status = 'queued'"
            + " AND agent_id IN (SELECT agent_id FROM agents WHERE name = 'peer')");
    return result;
  }

  /** Each line: client, number, microseconds, script, and the time in two parts. */
  private static void read(Path file, Latencies into) {
    try (var lines = Files.lines(file)) {
      lines.forEach(line -> into.record(1000 * Long.parseLong(line.split(" ")[2])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path log) {
    logs(log).forEach(file -> file.toFile().delete());
  }

  private static List<Path> logs(Path prefix) {
    try (var files = Files.list(Objects.requireNonNull(prefix.getParent()))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix.getFileName() + "."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(PgBench.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest one of the machine's packages. */
  private static Path program() {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin/pgbench"))
          .filter(Files::isExecutable)
          .max(Comparator.comparing(file -> file.toString().toLowerCase(Locale.ROOT)))
          .orElseThrow(() -> new IllegalStateException("pgbench is not installed"));
    } catch (IOException e) {
      throw new IllegalStateException("pgbench is not installed", e);
    }
  }
}
