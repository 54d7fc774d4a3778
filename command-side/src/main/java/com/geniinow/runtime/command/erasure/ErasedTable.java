package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What an erasure would find of an agent; and what it removes as part of the agent's commands. */
@Component
class ErasedTable {
  /** Answers of a batch at most. */
  private static final int BATCH = 1_000;

  /** Terminating deletes an agent's schedules, before it can be erased: entries say of them. */
  private static final String COUNTS =
      """
      SELECT (SELECT count(*) FROM domain_event_entry WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_tasks WHERE agent_id = :agent),
        (SELECT count(*) FROM task_labels WHERE agent_id = :agent),
        (SELECT count(*) FROM ledger_entries
          WHERE agent_id = :agent AND type = 'schedule_created'),
        (SELECT count(*) FROM agent_files WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_memories WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_keys WHERE agent_id = :agent),
        (SELECT count(*) FROM limit_raises WHERE agent_id = :agent)
          + (SELECT count(*) FROM agent_quota_usage
              WHERE agent_id = :agent AND reason IS NOT NULL)\
      """;

  private static final String BEGUN =
      """
      SELECT (erased ->> 'events')::bigint, (erased ->> 'tasks')::bigint,
        (erased ->> 'labels')::bigint, (erased ->> 'schedules')::bigint,
        (erased ->> 'files')::bigint, (erased ->> 'memories')::bigint,
        (erased ->> 'key_values')::bigint, (erased ->> 'agent_keys')::bigint,
        (erased ->> 'notes')::bigint, (erased ->> 'answers')::bigint, done_at IS NOT NULL
      FROM erasures WHERE agent_id = ?\
      """;

  private static final String DROP_ANSWERS =
      """
      WITH gone AS (
        DELETE FROM idempotency_keys WHERE (scope_id, key) IN (
          SELECT scope_id, key FROM idempotency_keys
          WHERE scope_id IN (?, ?) AND agent_id = ? AND response <> '' LIMIT ?)
        RETURNING scope_id, key, agent_id, entity_id, expires_at),
      kept AS (
        INSERT INTO idempotency_keys
          (scope_id, key, agent_id, entity_id, request_hash, response, expires_at)
        SELECT scope_id, CAST(? AS text) || encode(sha256(convert_to(key, 'UTF8')), 'hex'),
          agent_id, entity_id, '', '', expires_at
        FROM gone WHERE expires_at > ?
        ON CONFLICT (scope_id, key) DO UPDATE SET agent_id = excluded.agent_id,
          entity_id = excluded.entity_id, request_hash = '', response = '',
          expires_at = excluded.expires_at
        WHERE idempotency_keys.expires_at <= excluded.expires_at)
      SELECT count(*) FROM gone\
      """;

  private final JdbcClient jdbc;
  private final JdbcClient system;
  private final JdbcClient counting;

  ErasedTable(
      JdbcClient jdbc,
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      @Qualifier(ErasureConfiguration.COUNTING) JdbcClient counting) {
    this.jdbc = jdbc;
    this.system = system;
    this.counting = counting;
  }

  /**
   * How many of each there are, but for key values and answers, which a command alone sees; all 0
   * of an agent that isn't there. Of a large agent it takes a while, so it is asked outside of
   * commands, for each of which all others wait.
   *
   * @throws org.springframework.dao.DataAccessException when it can't be counted: also while
   *     another one's rows are, or after half an hour
   */
  ErasedCounts count(UUID agentId) {
    return count(counting, agentId);
  }

  /**
   * The same for who can't wait as long as that.
   *
   * @throws org.springframework.dao.DataAccessException when it can't be counted within the time of
   *     any other statement
   */
  ErasedCounts countSoon(UUID agentId) {
    return count(system, agentId);
  }

  private static ErasedCounts count(JdbcClient by, UUID agentId) {
    return by.sql(COUNTS)
        .param("agent", agentId)
        .query(
            (row, n) ->
                new ErasedCounts(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    0,
                    row.getLong(7),
                    row.getLong(8),
                    0))
        .single();
  }

  /** The same with key values and answers; inside a command of the agent. */
  ErasedCounts all(ErasedCounts counted, UUID agentId, UUID entityId) {
    return new ErasedCounts(
        counted.events(),
        counted.tasks(),
        counted.labels(),
        counted.schedules(),
        counted.files(),
        counted.memories(),
        number("SELECT count(*) FROM agent_memory_kv WHERE agent_id = ?", agentId),
        counted.agentKeys(),
        counted.notes(),
        number(
            """
            SELECT count(*) FROM idempotency_keys
            WHERE scope_id IN (?, ?) AND agent_id = ? AND response <> ''\
            """,
            agentId,
            entityId,
            agentId));
  }

  /**
   * An erasure that has begun.
   *
   * @param found what there was when it began
   */
  record Begun(ErasedCounts found, boolean done) {}

  /** The agent's erasure, of which there is one; inside a command of the agent. */
  Begun begun(UUID agentId) {
    return jdbc.sql(BEGUN)
        .param(agentId)
        .query(
            (row, n) ->
                new Begun(
                    new ErasedCounts(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10)),
                    row.getBoolean(11)))
        .single();
  }

  private long number(String sql, Object... params) {
    return jdbc.sql(sql).params(params).query(Long.class).single();
  }

  /**
   * How many events don't say of themselves that they are sealed; outside of commands, as {@link
   * #count}.
   *
   * @throws org.springframework.dao.DataAccessException as {@link #count}
   */
  long unsealed(UUID agentId) {
    return counting
        .sql("SELECT count(*) FROM domain_event_entry WHERE agent_id = ? AND " + TextOfBefore.CLEAR)
        .param(agentId)
        .query(Long.class)
        .single();
  }

  /**
   * Whether there is such an event; inside a command of the agent.
   *
   * @param behind only of those behind this place in the store: all others wait for it
   */
  boolean isClear(UUID agentId, long behind) {
    return SealedThrough.isClear(jdbc, agentId, behind);
  }

  /** Whether nothing of the entity's agents may be erased. */
  boolean isHeld(UUID entityId) {
    return jdbc.sql("SELECT 1 FROM legal_holds WHERE entity_id = ?")
        .param(entityId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /**
   * Some of what was answered to requests with a key. Until it expires a row stays under the hash
   * of its key, without the answer: who asks again is refused.
   *
   * @return how many
   */
  int dropAnswers(UUID agentId, UUID entityId, Instant at) {
    return jdbc.sql(DROP_ANSWERS)
        .params(
            agentId,
            entityId,
            agentId,
            BATCH,
            IdempotencyKeyTable.ERASED,
            at.atOffset(ZoneOffset.UTC))
        .query(Integer.class)
        .single();
  }

  /** What workers said of the attempts that ran when the agent was terminated. */
  void dropProgress(UUID agentId) {
    jdbc.sql(
            """
            UPDATE task_leases SET progress_message = NULL
            WHERE agent_id = ? AND progress_message IS NOT NULL\
            """)
        .param(agentId)
        .update();
  }
}
