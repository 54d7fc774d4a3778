package com.geniinow.runtime.command.security;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The tables of the database and rows that fit them, from pg_catalog alone. */
final class Catalog {
  private static final Pattern LITERAL = Pattern.compile("'([^']*)'");
  private final Connection superuser;
  private final Map<String, List<Column>> columns = new HashMap<>();

  /** Beyond what the service itself has got to, within an integer. */
  private long counter = 1_000_000_000;

  Catalog(Connection superuser) {
    this.superuser = superuser;
  }

  /** A column that a row has to name. */
  record Column(String name, String type, int modifier, boolean nullable, String allowed) {}

  /** Whose a row is to be. */
  record Owner(String agentId, String entityId, boolean expired) {}

  /** Those of the schema {@code public} by their names alone. */
  List<String> tables() throws SQLException {
    return strings(
        """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'sealing_keys')
          AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1\
        """);
  }

  boolean isOfAgents(String table) throws SQLException {
    return columns(table).stream().anyMatch(column -> column.name().equals("agent_id"));
  }

  /** Whether its rows hold keys, which are destroyed in their place and wrapped anew. */
  boolean isOfKeys(String table) throws SQLException {
    return columns(table).stream().anyMatch(column -> column.name().equals("wrapped"));
  }

  List<String> strings(String sql) throws SQLException {
    try (var statement = superuser.createStatement();
        var rows = statement.executeQuery(sql)) {
      var strings = new ArrayList<String>();
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
      return strings;
    }
  }

  /** Asked of the database once: no test changes the columns of a table that it has looked at. */
  List<Column> columns(String table) throws SQLException {
    var known = columns.get(table);
    if (known == null) {
      known = readColumns(table);
      columns.put(table, known);
    }
    return known;
  }

  private List<Column> readColumns(String table) throws SQLException {
    try (var query =
        superuser.prepareStatement(
            """
            SELECT a.attname, format_type(a.atttypid, NULL), a.atttypmod, NOT a.attnotnull,
              coalesce((SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
                WHERE k.conrelid = a.attrelid AND k.contype = 'c'
                  AND k.conkey = ARRAY[a.attnum] LIMIT 1), '')
            FROM pg_attribute a WHERE a.attrelid = ?::regclass AND a.attnum > 0
              AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum\
            """)) {
      query.setString(1, table);
      try (var rows = query.executeQuery()) {
        var found = new ArrayList<Column>();
        while (rows.next()) {
          found.add(
              new Column(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getInt(3),
                  rows.getBoolean(4),
                  rows.getString(5)));
        }
        return found;
      }
    }
  }

  /** An INSERT of a row that no other has the keys of, save those that its owner decides. */
  String insert(String table, Owner owner) throws SQLException {
    return insert(table, owner, Map.of());
  }

  /** The same with values of the caller's choosing in some columns. */
  String insert(String table, Owner owner, Map<String, String> chosen) throws SQLException {
    var values = new TreeMap<String, String>();
    for (var column : columns(table)) {
      values.put(
          '"' + column.name() + '"', // one may be a word of SQL's
          chosen.containsKey(column.name())
              ? "'" + chosen.get(column.name()) + "'"
              : value(table, column, owner));
    }
    return "INSERT INTO %s (%s) VALUES (%s)"
        .formatted(table, String.join(", ", values.keySet()), String.join(", ", values.values()));
  }

  private String value(String table, Column column, Owner owner) {
    counter++;
    return switch (column.name()) {
      case "agent_id", "scope_id" -> "'" + owner.agentId() + "'";
      case "entity_id" -> "'" + owner.entityId() + "'";
      case "expires_at" ->
          owner.expired() ? "now() - interval '1 day'" : "now() + interval '1 day'";
      case "created_at" -> owner.expired() ? "now() - interval '1 year'" : "now()";
      case "destroyed_at" -> column.nullable() ? "NULL" : "now()";
      // A trigger asks the event with this id and sequence 0 whose a snapshot is.
      case "aggregate_identifier" ->
          table.startsWith("snapshot") ? "'" + owner.agentId() + "'" : "'stream-" + counter + "'";
      case "serialized_saga" -> "convert_to('{\"agentId\":\"" + owner.agentId() + "\"}', 'UTF8')";
      default -> byType(column);
    };
  }

  private String byType(Column column) {
    var allowed = LITERAL.matcher(column.allowed());
    return switch (column.type()) {
      case "text", "character varying" ->
          "'" + (allowed.find() ? allowed.group(1) : "v" + counter) + "'";
      case "uuid" -> "gen_random_uuid()";
      case "bigint", "integer", "numeric" -> Long.toString(counter);
      case "smallint" -> "1";
      case "boolean" -> "true";
      case "timestamp with time zone" -> "now()";
      case "date" -> "DATE '2026-03-02'";
      case "json", "jsonb" -> "'{}'";
      case "bytea" -> "'\\x00'";
      case "halfvec", "vector" ->
          "array_fill(1, ARRAY[%d])::real[]::%s".formatted(column.modifier(), column.type());
      default -> {
        if (column.nullable()) {
          yield "NULL";
        }
        throw new AssertionError("no value is known for " + column);
      }
    };
  }
}
