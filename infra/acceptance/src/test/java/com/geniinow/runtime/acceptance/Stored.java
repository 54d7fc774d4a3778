package com.geniinow.runtime.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Everything that PostgreSQL and Redis hold, looked through for a text. */
final class Stored {
  /** Values of every type, by their keys; answers the first key that holds the text. */
  private static final String SEARCH =
      """
      for _, k in ipairs(redis.call('KEYS', '*')) do
        local t = redis.call('TYPE', k)['ok']
        local v = {}
        if t == 'string' then v = {redis.call('GET', k)}
        elseif t == 'hash' then v = redis.call('HGETALL', k)
        elseif t == 'list' then v = redis.call('LRANGE', k, 0, -1)
        elseif t == 'set' then v = redis.call('SMEMBERS', k)
        elseif t == 'zset' then v = redis.call('ZRANGE', k, 0, -1)
        elseif t == 'stream' then v = {cjson.encode(redis.call('XRANGE', k, '-', '+'))} end
        for _, x in ipairs(v) do
          if string.find(x, ARGV[1], 1, true) then return k end
        end
        if string.find(k, ARGV[1], 1, true) then return k end
      end
      return ''""";

  /** The tables, and the key in Redis, that hold a text, as it is or as bytes. */
  List<String> places(String text) throws SQLException, IOException {
    var places = new ArrayList<String>();
    try (var connection =
        DriverManager.getConnection(RunningSystem.get().services().superuserJdbcUrl())) {
      for (var table : tables(connection)) {
        if (holds(connection, table, text)) {
          places.add(table);
        }
      }
    }
    var key = inRedis(text);
    if (!key.isEmpty()) {
      places.add("redis " + key);
    }
    return places;
  }

  private static List<String> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (var rows =
        connection
            .createStatement()
            .executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private static boolean holds(Connection connection, String table, String text)
      throws SQLException {
    try (var search =
        connection.prepareStatement(
            "SELECT EXISTS (SELECT FROM \"%s\" t WHERE strpos(t::text, ?) > 0 OR strpos(t::text, ?) > 0)"
                .formatted(table))) {
      search.setString(1, text);
      search.setString(2, HexFormat.of().formatHex(text.getBytes(UTF_8)));
      try (var row = search.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static String inRedis(String text) throws IOException {
    var url = URI.create(RunningSystem.get().services().redisUrl());
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      var out = socket.getOutputStream();
      out.write(command("EVAL", SEARCH, "0", text).getBytes(UTF_8));
      out.flush();
      var in = socket.getInputStream();
      var head = line(in);
      if (!head.startsWith("$")) {
        throw new IOException(head);
      }
      return new String(in.readNBytes(Integer.parseInt(head.substring(1))), UTF_8);
    }
  }

  private static String line(java.io.InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static String command(String... words) {
    var command = new StringBuilder("*" + words.length + "\r\n");
    for (var word : words) {
      command.append("$%d\r\n%s\r\n".formatted(word.getBytes(UTF_8).length, word));
    }
    return command.toString();
  }
}
