package com.geniinow.runtime.query.history;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

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
  static LiveTable read(JdbcClient jdbc, String name) {
    var types = new TreeMap<String, String>();
    jdbc.sql(
            """
            SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped""")
        .param(name)
        .query(
            row -> {
              types.put(row.getString(1), row.getString(2));
            });
    return jdbc.sql(
            """
            SELECT format('%I.%I', n.nspname, c.relname), a.attname,
              NOT has_table_privilege('genii_rebuild', c.oid, 'DELETE')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE c.oid = ?::regclass""")
        .param(name)
        .query(
            (row, n) ->
                new LiveTable(name, row.getString(1), row.getString(2), row.getBoolean(3), types))
        .list()
        .getFirst();
  }

  /** The name of the session's own copy. */
  String shadow() {
    return "pg_temp." + name;
  }

  /** Fails where another number of rows was written. */
  void mustBe(int rows, long written) {
    if (written != rows) {
      throw new IncorrectUpdateSemanticsDataAccessException(
          written + " rows instead of " + rows + " written to " + name);
    }
  }

  String type(String column) {
    var type = types.get(column);
    if (type == null) {
      throw new IllegalArgumentException(name + " has no column " + column);
    }
    return type;
  }
}
