package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.Binaries.Postgresql;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL on one folder of files. Every commit is on the disk when it is acknowledged; of tests'
 * servers, whose files go away with them, with the operating system, which keeps it whatever
 * happens to PostgreSQL's processes.
 */
final class PostgresServer extends ChildServer {
  private static final int STATUS_LINE = 7;
  private static final List<String> DURABLE = List.of("fsync=on");

  /** Compiling a statement pays where it runs for seconds: of some thousand rows none does. */
  private static final List<String> TEMPORARY =
      List.of("fsync=off", "full_page_writes=off", "max_wal_size=4GB", "jit=off");

  private static final long LEAST_BUFFERS = 256;
  private static final long MOST_BUFFERS = 2_048;

  private final Postgresql postgresql;
  private final Path files;
  private final int port;
  private final boolean durable;

  PostgresServer(Postgresql postgresql, Path files, int port, boolean durable, Path log) {
    super("PostgreSQL", "INT", log);
    this.postgresql = postgresql;
    this.files = files;
    this.port = port;
    this.durable = durable;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  List<String> command() {
    List<String> command =
        new ArrayList<>(List.of(postgresql.program("postgres"), "-D", files.toString()));
    List<String> settings = new ArrayList<>(durable ? DURABLE : TEMPORARY);
    settings.addAll(
        List.of(
            "port=" + port,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            "shared_buffers=" + (durable ? buffers() : LEAST_BUFFERS) + "MB",
            "password_encryption=scram-sha-256",
            "cron.use_background_workers=on",
            "max_worker_processes=20",
            "logging_collector=off",
            "timezone=UTC",
            "log_timezone=UTC"));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    command.addAll(PostgresCluster.EXTENSION_SETTINGS);
    return Commands.asPostgresUser(command);
  }

  /** An eighth of the memory, in MB: vectors of large agents are read from there, or slowly. */
  private static long buffers() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return Math.clamp(system.getTotalMemorySize() / 8 / 1_048_576, LEAST_BUFFERS, MOST_BUFFERS);
  }

  @Override
  boolean answers() {
    var lines = pidFile();
    return lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
  }

  @Override
  long predecessor() {
    var lines = pidFile();
    if (lines.isEmpty() || !lines.get(0).strip().matches("\\d+")) {
      return 0;
    }
    long pid = Long.parseLong(lines.get(0).strip());
    if (Processes.isAliveWith(pid, files.toString())) {
      return pid;
    }
    // Its first process was killed: the others need a moment to see it, and until then keep others
    // out.
    long left = Processes.workingIn(files);
    if (left != 0) {
      return left;
    }
    // A number from before a crash may be some other process's by now: PostgreSQL would give up.
    Trees.delete(files.resolve("postmaster.pid"));
    return 0;
  }

  private List<String> pidFile() {
    try {
      return Files.readAllLines(files.resolve("postmaster.pid"));
    } catch (IOException e) {
      return List.of();
    }
  }
}
