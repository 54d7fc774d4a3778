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
 * Tells tasks of before when they failed an attempt and were approved, before the script that would
 * tell all of them in one transaction: by batches, each a transaction of its own, with pauses as
 * long as the batches, while the table is in use. A start that is cut off goes on where it was: who
 * is told is taken off the list.
 */
final class TaskTimes implements Callback {
  private static final Logger log = LoggerFactory.getLogger(TaskTimes.class);

  /** The script that tells what is left. Ones before it make the list and allow the owner to. */
  private static final MigrationVersion SCRIPT = MigrationVersion.fromVersion("87");

  private static final int BATCH = 1_000;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** Somebody who works has one of the rows: the batch is rolled back and comes again. */
  private static final Set<String> BUSY = Set.of("55P03", "40P01");

  private static final String NEXT =
      """
      WITH batch AS (
        DELETE FROM said_of_tasks WHERE task_id IN (
          SELECT task_id FROM said_of_tasks WHERE task_id > ? ORDER BY task_id LIMIT ?)
        RETURNING task_id, failed_at, approved_at),
      told AS (
        UPDATE agent_tasks t SET approved_at = b.approved_at,
          error_at = CASE WHEN t.error IS NOT NULL AND t.status <> 'dead_lettered'
            THEN b.failed_at END
        FROM batch b
        WHERE t.task_id = b.task_id AND (b.approved_at IS NOT NULL
          OR (t.error IS NOT NULL AND t.status <> 'dead_lettered')))
      SELECT task_id FROM batch ORDER BY task_id DESC LIMIT 1\
      """;

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE
        && SCRIPT.equals(context.getMigrationInfo().getVersion());
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
      tellAll(connection);
    } catch (SQLException e) {
      throw new FlywayException("Times of tasks could not be filled in: " + e.getMessage(), e);
    }
  }

  private static void tellAll(Connection connection) throws SQLException {
    var last = new UUID(0, 0);
    for (var batches = 1L; last != null; batches++) {
      long since = System.nanoTime();
      last = insisting(connection, last);
      if (last != null) {
        if (batches % 100 == 0) {
          log.info("{} tasks say when they spoke", batches * BATCH);
        }
        pause(Duration.ofNanos(System.nanoTime() - since));
      }
    }
  }

  private static @Nullable UUID insisting(Connection connection, UUID after) throws SQLException {
    long since = System.nanoTime();
    while (true) {
      try {
        return next(connection, after);
      } catch (SQLException e) {
        var waited = System.nanoTime() - since;
        if (!BUSY.contains(String.valueOf(e.getSQLState()))
            || waited > SchemaMigrator.PATIENCE.toNanos()) {
          throw e;
        }
        log.info("A task that a migration changes is in use; trying again");
        pause(LONGEST_PAUSE);
      }
    }
  }

  /** The last task of a batch; null where none was left. */
  private static @Nullable UUID next(Connection connection, UUID after) throws SQLException {
    try (var statement = connection.prepareStatement(NEXT)) {
      statement.setObject(1, after);
      statement.setInt(2, BATCH);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? rows.getObject(1, UUID.class) : null;
      }
    }
  }

  private static void pause(Duration took) {
    try {
      Thread.sleep(took.compareTo(LONGEST_PAUSE) < 0 ? took : LONGEST_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlywayException("interrupted while times of tasks were filled in", e);
    }
  }

  @Override
  public String getCallbackName() {
    return "task-times";
  }
}
