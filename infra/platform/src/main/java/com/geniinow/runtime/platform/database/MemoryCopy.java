package com.geniinow.runtime.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
 * Gives memories of before their rows, before the script that would give them to all in one
 * transaction: by batches, each a transaction of its own, with pauses as long as the batches, while
 * the tables are in use. A start that is cut off goes on where it was: what has its row keeps it.
 */
final class MemoryCopy implements Callback {
  private static final Logger log = LoggerFactory.getLogger(MemoryCopy.class);

  /** The script that copies what is left. The one before it allows the owner to. */
  private static final MigrationVersion SCRIPT = MigrationVersion.fromVersion("54");

  private static final int BATCH = 1_000;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final String NEXT =
      """
      WITH batch AS MATERIALIZED (
        SELECT DISTINCT ON (memory_id) memory_id, agent_id, entity_id, task_id, created_at,
          expires_at, text_sha256, metadata, text
        FROM agent_memory_vectors WHERE memory_id > ? ORDER BY memory_id LIMIT ?),
      copied AS (
        INSERT INTO agent_memories (memory_id, agent_id, entity_id, task_id, created_at,
          expires_at, recorded, text_sha256, metadata, text)
        SELECT memory_id, agent_id, entity_id, task_id, created_at, expires_at, false,
          coalesce(text_sha256, sha256(convert_to(text, 'UTF8'))), metadata, text
        FROM batch ON CONFLICT DO NOTHING)
      SELECT memory_id FROM batch ORDER BY memory_id DESC LIMIT 1\
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
      copy(connection);
    } catch (SQLException e) {
      throw new FlywayException("Memories could not be copied: " + e.getMessage(), e);
    }
  }

  private static void copy(Connection connection) throws SQLException {
    var last = new UUID(0, 0);
    for (var batches = 1L; last != null; batches++) {
      long since = System.nanoTime();
      last = next(connection, last);
      if (last != null) {
        if (batches % 100 == 0) {
          log.info("{} memories have their rows", batches * BATCH);
        }
        pause(Duration.ofNanos(System.nanoTime() - since));
      }
    }
  }

  /** The last memory of a batch; null where none was left. */
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
      throw new FlywayException("interrupted while memories were copied", e);
    }
  }

  @Override
  public String getCallbackName() {
    return "memory-copy";
  }
}
