package com.geniinow.runtime.platform.database;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Whether the schema is as new as the code. For processes that don't migrate: a newer schema is
 * fine, since each migration leaves the code before it working; an older one isn't.
 */
final class SchemaVersion {
  private static final Pattern SCRIPT = Pattern.compile("V(\\d+)__.*\\.sql");

  private SchemaVersion() {}

  /** The newest migration on the class path; 0 when there is none. */
  static int needed() {
    var known = known();
    return known.isEmpty() ? 0 : known.get(known.size() - 1);
  }

  /** The migrations on the class path, oldest first. */
  static List<Integer> known() {
    try {
      var scripts =
          new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/V*.sql");
      return Arrays.stream(scripts)
          .map(script -> SCRIPT.matcher(String.valueOf(script.getFilename())))
          .filter(java.util.regex.Matcher::matches)
          .map(name -> Integer.valueOf(name.group(1)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalStateException when the schema is older than needed, or isn't there
   */
  static void require(DataSource database) {
    var needed = needed();
    var found = found(database);
    if (found < needed) {
      throw new StartRefusedException(
          ("The schema is at version %d and this process needs %d: start the new command-side"
                  + " first, which migrates it")
              .formatted(found, needed));
    }
  }

  private static int found(DataSource database) {
    try (var connection = database.getConnection();
        var query = connection.createStatement();
        var row =
            query.executeQuery(
                "SELECT coalesce(max(version::int), 0) FROM flyway_schema_history WHERE success")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      if (e.getSQLState() != null && e.getSQLState().startsWith("42")) {
        return 0; // no such table, or none that it may read: nobody has migrated this far
      }
      throw new StartRefusedException("The schema's version can't be read", e);
    }
  }
}
