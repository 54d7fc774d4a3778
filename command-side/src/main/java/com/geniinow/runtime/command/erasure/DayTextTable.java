package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.ErasedText;
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

  private static final String TASKS =
      """
      SELECT task_id, %1$s FROM agent_tasks
      WHERE agent_id = :agent AND (%1$s, task_id) > (:at, :task) AND %1$s < :to AND (%2$s)
      ORDER BY %1$s, task_id LIMIT :most\
      """;

  private static final String LABELS =
      "SELECT label_id FROM task_labels WHERE agent_id = ? AND task_id = ANY (?) LIMIT ?";

  private static final String COUNT =
      """
      SELECT count(*) FROM agent_tasks
      WHERE agent_id = :agent AND created_at >= :from AND created_at < :to\
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

    Said(String column, String holdsText) {
      sql = TASKS.formatted(column, holdsText);
    }

    /** What finds such tasks of a day. */
    String sql() {
      return sql;
    }
  }

  /** A task among those of a day, in the order of the time at which something was said. */
  record Place(OffsetDateTime at, UUID task) {
    /** Before all of a day. */
    static Place before(LocalDate day) {
      return new Place(start(day), new UUID(0, 0));
    }
  }

  /**
   * Rows by their primary keys.
   *
   * @param last once they are empty, no task up to this one is looked at again
   */
  record Batch(ErasedText of, List<UUID> rows, Place last) {}

  /**
   * Some rows that hold text of a day. Labels go before their tasks, by which they are found.
   *
   * @param after the last task that was emptied
   * @return null where none is left
   */
  @Nullable Batch next(UUID agentId, LocalDate day, Said said, Place after) {
    var tasks =
        system
            .sql(said.sql())
            .param("agent", agentId)
            .param("at", after.at())
            .param("task", after.task())
            .param("to", start(day.plusDays(1)))
            .param("most", BATCH)
            .query(
                (row, n) ->
                    new Place(row.getObject(2, OffsetDateTime.class), row.getObject(1, UUID.class)))
            .list();
    if (tasks.isEmpty()) {
      return null;
    }
    var ids = tasks.stream().map(Place::task).toList();
    var labels = said == Said.AT_SUBMISSION ? labels(agentId, ids) : List.<UUID>of();
    return labels.isEmpty()
        ? new Batch(ErasedText.TASKS, ids, tasks.getLast())
        : new Batch(ErasedText.LABELS, labels, after);
  }

  private List<UUID> labels(UUID agentId, List<UUID> tasks) {
    return system
        .sql(LABELS)
        .params(agentId, new SqlArrayValue("uuid", tasks.toArray()), BATCH)
        .query(UUID.class)
        .list();
  }

  /** How many tasks were submitted on a day. */
  long tasks(UUID agentId, LocalDate day) {
    return system
        .sql(COUNT)
        .param("agent", agentId)
        .param("from", start(day))
        .param("to", start(day.plusDays(1)))
        .query(Long.class)
        .single();
  }

  private static OffsetDateTime start(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
