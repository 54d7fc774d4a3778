package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.ErasedText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * Which rows of an agent still hold text of a day (UTC), looked for outside of its commands: all
 * others wait for one of those.
 */
@Component
class DayTextTable {
  /** Rows of a batch at most. */
  static final int BATCH = 500;

  /** Rows of a look at most, also where they are empty all. */
  static final int SLICE = 10_000;

  /** No row behind the last one that is found is looked at. */
  private static final String TASKS =
      """
      SELECT task_id, said_at FROM (
        SELECT task_id, %1$s AS said_at, payload, labels, idempotency_key, result, error,
          approval_reason
        FROM agent_tasks
        WHERE agent_id = :agent AND (%1$s, task_id) > (:at, :task) AND %1$s < :to
        ORDER BY %1$s, task_id LIMIT :slice) s
      WHERE %2$s
      ORDER BY said_at, task_id LIMIT :most\
      """;

  private static final String LAST_OF_SLICE =
      """
      SELECT task_id, %1$s FROM agent_tasks
      WHERE agent_id = :agent AND (%1$s, task_id) > (:at, :task) AND %1$s < :to
      ORDER BY %1$s, task_id OFFSET :slice - 1 LIMIT 1\
      """;

  private static final String LABELS =
      "SELECT label_id FROM task_labels WHERE agent_id = ? AND task_id = ANY (?) LIMIT ?";

  private static final String COUNT =
      """
      SELECT count(*) FROM agent_tasks
      WHERE agent_id = :agent AND (created_at, task_id) > (:at, :task) AND created_at < :to\
      """;

  private final JdbcClient system;

  DayTextTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** When a task's text was said, and which that is, as its projector empties it. */
  enum Said {
    AT_SUBMISSION(
        "created_at",
        "payload::text <> 'null' OR labels IS NOT NULL OR idempotency_key IS NOT NULL"),
    AT_ITS_END(
        "completed_at", "result IS NOT NULL OR error IS NOT NULL OR approval_reason IS NOT NULL"),
    AT_A_FAILURE("error_at", "error IS NOT NULL"),
    AT_ITS_APPROVAL("approved_at", "approval_reason IS NOT NULL");

    private final String sql;
    private final String lastOfSlice;

    Said(String column, String holdsText) {
      sql = TASKS.formatted(column, holdsText);
      lastOfSlice = LAST_OF_SLICE.formatted(column);
    }

    /** What finds such tasks of a day, among the first so many behind a place. */
    String sql() {
      return sql;
    }

    /** What finds the last of so many tasks behind a place, whether they hold text or not. */
    String lastOfSlice() {
      return lastOfSlice;
    }
  }

  /** A task among those of a day, in the order of the time at which something was said. */
  record Place(OffsetDateTime at, UUID task) {
    /** Before all of a day. */
    static Place before(LocalDate day) {
      return new Place(start(day), new UUID(0, 0));
    }
  }

  /** Rows by their primary keys. */
  record Batch(ErasedText of, List<UUID> rows) {}

  /**
   * What was found at a look.
   *
   * @param batch rows that hold text; null where none does
   * @param next behind which to look once they are empty; null where nothing is left
   */
  record Look(@Nullable Batch batch, @Nullable Place next) {}

  /**
   * Looks at {@value #SLICE} rows of a day at most. Labels go before their tasks, by which they are
   * found.
   *
   * @param after the last task that was looked at, and is empty
   */
  Look next(UUID agentId, LocalDate day, Said said, Place after) {
    // First: of a row that leaves the day meanwhile, or comes, the slice that is looked at has
    // more.
    var end = lastOfSlice(agentId, day, said, after);
    var tasks =
        behind(said.sql(), agentId, day, after)
            .param("slice", SLICE)
            .param("most", BATCH)
            .query(DayTextTable::place)
            .list();
    var ids = tasks.stream().map(Place::task).toList();
    if (said == Said.AT_SUBMISSION && !ids.isEmpty()) {
      var labels = labels(agentId, ids);
      if (!labels.isEmpty()) {
        return new Look(new Batch(ErasedText.LABELS, labels), after);
      }
    }
    return new Look(
        ids.isEmpty() ? null : new Batch(ErasedText.TASKS, ids),
        tasks.size() == BATCH ? tasks.getLast() : end);
  }

  /** The last of {@value #SLICE} rows; null where there are fewer. */
  private @Nullable Place lastOfSlice(UUID agentId, LocalDate day, Said said, Place after) {
    return behind(said.lastOfSlice(), agentId, day, after)
        .param("slice", SLICE)
        .query(DayTextTable::place)
        .optional()
        .orElse(null);
  }

  private JdbcClient.StatementSpec behind(String sql, UUID agentId, LocalDate day, Place after) {
    return system
        .sql(sql)
        .param("agent", agentId)
        .param("at", after.at())
        .param("task", after.task())
        .param("to", start(day.plusDays(1)));
  }

  private static Place place(ResultSet row, int n) throws SQLException {
    return new Place(row.getObject(2, OffsetDateTime.class), row.getObject(1, UUID.class));
  }

  private List<UUID> labels(UUID agentId, List<UUID> tasks) {
    return system
        .sql(LABELS)
        .params(agentId, new SqlArrayValue("uuid", tasks.toArray()), BATCH)
        .query(UUID.class)
        .list();
  }

  /** How many tasks were submitted on a day; {@value #SLICE} are counted in a statement. */
  long tasks(UUID agentId, LocalDate day) {
    var count = 0L;
    var after = Place.before(day);
    var last = lastOfSlice(agentId, day, Said.AT_SUBMISSION, after);
    while (last != null) {
      count += SLICE;
      after = last;
      last = lastOfSlice(agentId, day, Said.AT_SUBMISSION, after);
    }
    return count + behind(COUNT, agentId, day, after).query(Long.class).single();
  }

  private static OffsetDateTime start(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
