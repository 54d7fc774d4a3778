package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** Days (UTC) of agents, and what keeps one from being erased. */
@Component
class DayTable {
  /**
   * Whether a task that hasn't ended said something on a day, or may have: one that had begun by
   * then may have failed an attempt.
   */
  private static final String LIVES =
      """
      EXISTS (SELECT FROM agent_tasks t WHERE t.agent_id = d.agent_id AND t.status IN %s
        AND ((t.created_at >= d.since AND t.created_at < d.until)
          OR t.started_at < d.until
          OR (t.approved_at >= d.since AND t.approved_at < d.until)))\
      """
          .formatted(TaskState.LIVING_IN_SQL);

  private static final String SINCE =
      """
      CAST(x.day AS timestamp) AT TIME ZONE 'UTC' AS since,
        CAST(x.day + 1 AS timestamp) AT TIME ZONE 'UTC' AS until\
      """;

  /** Of one agent at a look, so that none has all of it. */
  private static final int OF_AN_AGENT = 50;

  /**
   * Agent by agent, and of each the oldest days: there may be very many, also such as stay all the
   * same, which nobody must look at each time.
   */
  static final String DUE =
      """
      SELECT d.agent_id, d.day
      FROM (SELECT a.agent_id, coalesce(r.retention_days, CAST(:usual AS integer)) AS kept
        FROM agents a LEFT JOIN retentions r ON r.entity_id = a.entity_id
        WHERE coalesce(r.retention_days, CAST(:usual AS integer)) IS NOT NULL
          AND a.agent_id <> ALL (CAST(:resting AS uuid[]))
          AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = a.entity_id)
          AND NOT EXISTS (SELECT FROM erasures e WHERE e.agent_id = a.agent_id)
          AND NOT %s OFFSET 0) w
      CROSS JOIN LATERAL (SELECT d.agent_id, d.day
        FROM (SELECT x.agent_id, x.day, %s
          FROM sealing_keys.of_days x
          WHERE x.agent_id = w.agent_id AND x.destroyed_at IS NULL AND x.tasks_only
            AND x.day < CAST(:today AS date) - w.kept
          ORDER BY x.day OFFSET 0) d
        WHERE NOT EXISTS (SELECT FROM retention_runs u
            WHERE u.agent_id = d.agent_id AND u.day = d.day)
          AND NOT %s
        ORDER BY d.day LIMIT %d) d
      ORDER BY d.day, d.agent_id LIMIT :most\
      """
          .formatted(clear("a"), SINCE, LIVES, OF_AN_AGENT);

  private static final String LIVES_ON =
      """
      SELECT %s
      FROM (SELECT x.*, %s FROM (SELECT CAST(? AS uuid) AS agent_id, CAST(? AS date) AS day) x) d\
      """
          .formatted(LIVES, SINCE);

  private final JdbcClient command;
  private final JdbcClient system;

  DayTable(JdbcClient command, @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.command = command;
    this.system = system;
  }

  /**
   * Whether an event of an agent is stored clear: destroying keys wouldn't erase it. Commands ask
   * for a few of its events alone ({@link SealedThrough}).
   */
  static String clear(String alias) {
    return "EXISTS (SELECT FROM domain_event_entry WHERE agent_id = %s.agent_id AND "
            .formatted(alias)
        + TextOfBefore.CLEAR
        + ")";
  }

  /** A day of an agent. */
  record AgentDay(UUID agentId, LocalDate day) {}

  /**
   * The days that are to be erased, the oldest first; of an agent {@value #OF_AN_AGENT} at most.
   *
   * @param usual for how many days the others' are kept; null for ever
   * @param resting agents that are left alone now
   * @param most of them
   */
  List<AgentDay> due(LocalDate today, @Nullable Integer usual, Collection<UUID> resting, int most) {
    return system
        .sql(DUE)
        .param("today", today)
        .param("usual", usual)
        .param("resting", new SqlArrayValue("uuid", resting.toArray()))
        .param("most", most)
        .query(
            (row, n) ->
                new AgentDay(row.getObject(1, UUID.class), row.getObject(2, LocalDate.class)))
        .list();
  }

  /** Whether a task keeps a day of the agent whose command this is from being erased. */
  boolean lives(UUID agentId, LocalDate day) {
    return command.sql(LIVES_ON).params(agentId, day).query(Boolean.class).single();
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

  /** Its key is destroyed; part of the command that does it. */
  void destroyed(UUID agentId, LocalDate day, Instant at) {
    command
        .sql(
            """
            UPDATE retention_runs SET step = 2, destroyed_at = ?
            WHERE agent_id = ? AND day = ? AND step = 1\
            """)
        .params(at.atOffset(ZoneOffset.UTC), agentId, day)
        .update();
  }
}
