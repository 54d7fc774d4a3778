package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What an erasure would find of an agent, as the agent's own command sees it. */
@Component
class ErasedTable {
  private static final String COUNTS =
      """
      SELECT (SELECT count(*) FROM domain_event_entry WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_tasks WHERE agent_id = :agent),
        (SELECT count(*) FROM task_labels WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_schedules WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_files WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_memories WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_memory_kv WHERE agent_id = :agent),
        (SELECT count(*) FROM agent_keys WHERE agent_id = :agent),
        (SELECT count(*) FROM limit_raises WHERE agent_id = :agent)
          + (SELECT count(*) FROM agent_quota_usage
              WHERE agent_id = :agent AND reason IS NOT NULL),
        (SELECT count(*) FROM idempotency_keys WHERE agent_id = :agent)\
      """;

  private final JdbcClient jdbc;

  ErasedTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  ErasedCounts count(UUID agentId) {
    return jdbc.sql(COUNTS)
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
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getLong(10)))
        .single();
  }

  /** Events that don't say of themselves that they are sealed. */
  long unsealed(UUID agentId) {
    return jdbc.sql(
            "SELECT count(*) FROM domain_event_entry WHERE agent_id = ? AND " + TextOfBefore.CLEAR)
        .param(agentId)
        .query(Long.class)
        .single();
  }

  /** Whether nothing of the entity's agents may be erased. */
  boolean isHeld(UUID entityId) {
    return jdbc.sql("SELECT 1 FROM legal_holds WHERE entity_id = ?")
        .param(entityId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** What was answered to requests with a key: who asks again is answered anew. */
  void dropAnswers(UUID agentId) {
    jdbc.sql("DELETE FROM idempotency_keys WHERE agent_id = ?").param(agentId).update();
  }
}
