package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.task.TaskState;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Days (UTC) of agents, and what keeps one from being erased. */
@Component
class DayTable {
  /**
   * A task that hasn't ended and said something on the day, or may have: one that had begun by then
   * may have failed an attempt. Or an event of the agent that is stored clear: destroying a key
   * wouldn't erase it.
   */
  private static final String STAYS =
      """
      (EXISTS (SELECT FROM agent_tasks t WHERE t.agent_id = d.agent_id AND t.status IN %s
          AND ((t.created_at >= d.since AND t.created_at < d.until)
            OR t.started_at < d.until
            OR (t.approved_at >= d.since AND t.approved_at < d.until)))
        OR EXISTS (SELECT FROM domain_event_entry e WHERE e.agent_id = d.agent_id
          AND (e.meta_data IS NULL OR strpos(e.meta_data, '"content":"commitments"') = 0)))\
      """
          .formatted(TaskState.LIVING_IN_SQL);

  private static final String SINCE =
      """
      CAST(x.day AS timestamp) AT TIME ZONE 'UTC' AS since,
        CAST(x.day + 1 AS timestamp) AT TIME ZONE 'UTC' AS until\
      """;

  /** By entities that say so, agent by agent; and by the setting, those of all others. */
  private static final String OLD =
      """
      SELECT k.agent_id, k.day, a.entity_id FROM retentions r
      JOIN agents a ON a.entity_id = r.entity_id
      JOIN sealing_keys.of_days k ON k.agent_id = a.agent_id
      WHERE k.destroyed_at IS NULL AND k.tasks_only
        AND k.day < CAST(:today AS date) - r.retention_days
      UNION ALL
      SELECT k.agent_id, k.day, a.entity_id FROM sealing_keys.of_days k
      JOIN agents a ON a.agent_id = k.agent_id
      WHERE k.destroyed_at IS NULL AND k.tasks_only
        AND k.day < CAST(:today AS date) - CAST(:usual AS integer)
        AND NOT EXISTS (SELECT FROM retentions r WHERE r.entity_id = a.entity_id)\
      """;

  private static final String DUE =
      """
      SELECT d.agent_id, d.day FROM (SELECT x.*, %s FROM (%s) x) d
      WHERE NOT EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = d.entity_id)
        AND NOT EXISTS (SELECT FROM erasures e WHERE e.agent_id = d.agent_id)
        AND NOT EXISTS (SELECT FROM retention_runs u
          WHERE u.agent_id = d.agent_id AND u.day = d.day)
        AND NOT %s
      ORDER BY d.day, d.agent_id LIMIT :most\
      """
          .formatted(SINCE, OLD, STAYS);

  private static final String MUST_STAY =
      """
      SELECT %s
      FROM (SELECT x.*, %s FROM (SELECT CAST(? AS uuid) AS agent_id, CAST(? AS date) AS day) x) d\
      """
          .formatted(STAYS, SINCE);

  private final JdbcClient command;
  private final JdbcClient system;

  DayTable(JdbcClient command, @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.command = command;
    this.system = system;
  }

  /** A day of an agent. */
  record AgentDay(UUID agentId, LocalDate day) {}

  /**
   * The days that are to be erased, the oldest first.
   *
   * @param usual for how many days the others' are kept; null for ever
   * @param most of them
   */
  List<AgentDay> due(LocalDate today, @Nullable Integer usual, int most) {
    return system
        .sql(DUE)
        .param("today", today)
        .param("usual", usual)
        .param("most", most)
        .query(
            (row, n) ->
                new AgentDay(row.getObject(1, UUID.class), row.getObject(2, LocalDate.class)))
        .list();
  }

  /** Whether something keeps a day of the agent whose command this is from being erased. */
  boolean mustStay(UUID agentId, LocalDate day) {
    return command.sql(MUST_STAY).params(agentId, day).query(Boolean.class).single();
  }

  /** For how many days an entity says that days are kept; null where it says nothing. */
  @Nullable Integer retentionDays(UUID entityId) {
    return command
        .sql("SELECT retention_days FROM retentions WHERE entity_id = ?")
        .param(entityId)
        .query(Integer.class)
        .optional()
        .orElse(null);
  }

  /** How many tasks were submitted on a day. */
  long tasks(UUID agentId, LocalDate day) {
    return command
        .sql(
            """
            SELECT count(*) FROM agent_tasks WHERE agent_id = ?
              AND created_at >= CAST(CAST(? AS date) AS timestamp) AT TIME ZONE 'UTC'
              AND created_at < CAST(CAST(? AS date) + 1 AS timestamp) AT TIME ZONE 'UTC'\
            """)
        .params(agentId, day, day)
        .query(Long.class)
        .single();
  }

  /** How many steps of erasing a day are done; null where it wasn't begun, or is over. */
  @Nullable Integer step(UUID agentId, LocalDate day) {
    return command
        .sql("SELECT step FROM retention_runs WHERE agent_id = ? AND day = ?")
        .params(agentId, day)
        .query(Integer.class)
        .optional()
        .orElse(null);
  }

  /** Its rows are empty; part of the command that empties them. */
  void begun(UUID agentId, UUID entityId, LocalDate day) {
    command
        .sql(
            """
            INSERT INTO retention_runs (agent_id, day, entity_id, step) VALUES (?, ?, ?, 1)
            ON CONFLICT (agent_id, day) DO UPDATE SET step = 1\
            """)
        .params(agentId, day, entityId)
        .update();
  }
}
