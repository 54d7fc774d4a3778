package com.geniinow.runtime.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Asks the servers one question at a time. */
final class Clients {
  private Clients() {}

  static Connection connect(LocalServers services) throws SQLException {
    return connect(
        services.jdbcUrl() + "?user=" + services.user() + "&password=" + services.password());
  }

  static Connection connect(String jdbcUrl) throws SQLException {
    var source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl);
    return source.getConnection();
  }

  static String query(LocalServers services, String sql) throws SQLException {
    try (var connection = connect(services)) {
      return query(connection, sql);
    }
  }

  static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static void execute(LocalServers services, String sql) throws SQLException {
    try (var connection = connect(services);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The raw answer to one inline command. */
  static String redis(LocalServers services, String command) {
    var uri = URI.create(services.redisUrl());
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
