package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import com.geniinow.runtime.servers.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A real PostgreSQL and Redis of the benchmark's own, and who they are in {@code /proc}. */
final class Servers implements AutoCloseable {
  private final DataFolder folder;
  private final boolean temporary;
  private final LocalServers services;
  private final long postgresPid;
  private final long redisPid;

  /** Starts both in {@code GENII_DATA_DIR}, or in a folder that goes away with them. */
  Servers() {
    var named = System.getenv("GENII_DATA_DIR");
    temporary = named == null || named.isBlank();
    folder = DataFolder.open(temporary ? newFolder() : Path.of(named));
    services = LocalServers.start(folder, line -> Report.progress(line));
    postgresPid = findPostgres();
    redisPid = findRedis();
  }

  LocalServers services() {
    return services;
  }

  Path folder() {
    return folder.path();
  }

  Path log(String name) {
    return folder.logs().resolve(name + ".log");
  }

  double postgresCpu() {
    return ProcessCpu.ofTree(postgresPid);
  }

  double redisCpu() {
    return ProcessCpu.of(redisPid);
  }

  /** A connection that may do everything. */
  Connection superuser() throws SQLException {
    return DriverManager.getConnection(services.superuserJdbcUrl());
  }

  /** Runs one statement as superuser. */
  void execute(String sql) {
    try (var connection = superuser();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The only number that a statement answers, asked as superuser. */
  long number(String sql) {
    try (var connection = superuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The only text that a statement answers, asked as superuser. */
  String text(String sql) {
    try (var connection = superuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private long findPostgres() {
    long backend = 0;
    try (var connection =
            DriverManager.getConnection(services.jdbcUrl(), services.user(), services.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      backend = rows.getLong(1);
      return ProcessCpu.read(backend)
          .filter(stat -> stat.name().startsWith("postgres"))
          .map(ProcessCpu.Stat::parent)
          .orElse(0L);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL doesn't answer", e);
    }
  }

  /** How many commands Redis has been given since its start. */
  long redisCommands() {
    return ofRedis("stats", "total_commands_processed:");
  }

  private long findRedis() {
    return ofRedis("server", "process_id:");
  }

  private long ofRedis(String section, String name) {
    var url = URI.create(services.redisUrl());
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      socket
          .getOutputStream()
          .write("INFO %s\r\n".formatted(section).getBytes(StandardCharsets.US_ASCII));
      var answer = new byte[4096];
      var length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> Long.parseLong(line.substring(name.length()).strip()))
          .findFirst()
          .orElse(0L);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("genii-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops both; a folder that was made for this run is emptied and removed. */
  @Override
  public void close() {
    services.close();
    if (temporary) {
      folder.clear();
    }
    folder.close();
    if (temporary) {
      Trees.delete(folder.path());
    }
  }
}
