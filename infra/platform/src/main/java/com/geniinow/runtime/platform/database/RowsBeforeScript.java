package com.geniinow.runtime.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to many rows what a script would do to all of them in one transaction, before that script,
 * which then does what is left: by batches of 1,000, each a transaction of its own, with pauses as
 * long as the batches, while the tables are in use. A start that is cut off goes on where it was,
 * if the statement passes over what is done.
 */
class RowsBeforeScript implements Callback {
  private static final Logger log = LoggerFactory.getLogger(RowsBeforeScript.class);
  private static final int BATCH = 1_000;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** Somebody who works has one of the rows: the batch is rolled back and comes again. */
  private static final Set<String> BUSY = Set.of("55P03", "40P01");

  private final MigrationVersion script;
  private final String sql;
  private final String rows;

  /**
   * @param script that does what is left; ones before it allow the owner to
   * @param sql does it to some rows after an id, the first parameter, as many as the second says,
   *     and reads the last one's id, or none where none was left
   * @param rows what they are called in the log
   */
  RowsBeforeScript(int script, String sql, String rows) {
    this.script = MigrationVersion.fromVersion(Integer.toString(script));
    this.sql = sql;
    this.rows = rows;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE
        && script.equals(context.getMigrationInfo().getVersion());
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  /** On a connection of its own: the script's has a transaction open. */
  @Override
  public void handle(Event event, Context context) {
    try (var connection = context.getConfiguration().getDataSource().getConnection()) {
      connection.setAutoCommit(true);
      try (var statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = " + SchemaMigrator.LOCK_WAIT.toMillis());
      }
      doAll(connection, SchemaMigrator.PATIENCE);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Does it to all rows.
   *
   * @param patience how long a batch waits, each time, for rows that somebody else has
   */
  final void doAll(Connection connection, Duration patience) {
    var last = new UUID(0, 0);
    for (var batches = 1L; last != null; batches++) {
      long since = System.nanoTime();
      last = insisting(connection, last, patience);
      if (last != null) {
        if (batches % 100 == 0) {
          log.info("{} {} are done", batches * BATCH, rows);
        }
        pause(Duration.ofNanos(System.nanoTime() - since));
      }
    }
  }

  private @Nullable UUID insisting(Connection connection, UUID after, Duration patience) {
    long since = System.nanoTime();
    while (true) {
      try {
        return next(connection, after);
      } catch (SQLException e) {
        if (!BUSY.contains(String.valueOf(e.getSQLState()))
            || System.nanoTime() - since > patience.toNanos()) {
          throw failed(e);
        }
        log.info("Some {} that a migration changes are in use; trying again", rows);
        pause(LONGEST_PAUSE);
      }
    }
  }

  /** The last row of a batch; null where none was left. */
  private @Nullable UUID next(Connection connection, UUID after) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, after);
      statement.setInt(2, BATCH);
      try (var found = statement.executeQuery()) {
        return found.next() ? found.getObject(1, UUID.class) : null;
      }
    }
  }

  /**
   * Not caused by what it was: whoever waits for a script's locks would take that of a row for one,
   * and wait as long for each time that was waited here.
   */
  private FlywayException failed(SQLException e) {
    var failed =
        new FlywayException("The %s could not be done: %s".formatted(rows, e.getMessage()));
    failed.addSuppressed(e);
    return failed;
  }

  private void pause(Duration took) {
    try {
      Thread.sleep(took.compareTo(LONGEST_PAUSE) < 0 ? took : LONGEST_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlywayException("interrupted while %s were done".formatted(rows), e);
    }
  }

  @Override
  public String getCallbackName() {
    return "rows before script " + script;
  }
}
