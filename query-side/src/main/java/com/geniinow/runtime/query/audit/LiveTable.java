package com.geniinow.runtime.query.audit;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * A table of record as the catalog describes it.
 *
 * @param qualified its name with its schema's, quoted
 * @param key the column of its primary key
 * @param appendOnly whether nobody may remove a row
 * @param types of its columns, by name, as the catalog calls them: {@code int8}
 */
record LiveTable(
    String name, String qualified, String key, boolean appendOnly, Map<String, String> types) {

  /** Looks a table up; in this session there must be no shadow of it yet. */
  static LiveTable read(JdbcOperations jdbc, String name) {
    var row =
        jdbc.queryForMap(
            """
            SELECT format('%I.%I', n.nspname, c.relname) AS qualified, a.attname AS key,
              NOT has_table_privilege('genii_rebuild', c.oid, 'DELETE') AS append_only
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE c.oid = ?::regclass""",
            name);
    var types =
        jdbc
            .queryForList(
                """
                SELECT a.attname AS name, t.typname AS type FROM pg_attribute a
                JOIN pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped""",
                name)
            .stream()
            .collect(Collectors.toMap(c -> (String) c.get("name"), c -> (String) c.get("type")));
    return new LiveTable(
        name,
        (String) row.get("qualified"),
        (String) row.get("key"),
        (Boolean) row.get("append_only"),
        types);
  }

  /** The name of the session's own copy. */
  String shadow() {
    return "pg_temp." + name;
  }

  String type(String column) {
    var type = types.get(column);
    if (type == null) {
      throw new IllegalArgumentException(name + " has no column " + column);
    }
    return type;
  }
}
