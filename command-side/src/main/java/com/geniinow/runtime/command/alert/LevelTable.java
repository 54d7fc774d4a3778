package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.task.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which agents are above which thresholds. */
@Component
class LevelTable {
  private final JdbcClient system;

  LevelTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** How these agents stand now, by one query; a limit is meant with its raises. */
  List<Figures> figures(Collection<UUID> agents, Instant at) {
    return system
        .sql(
            """
            SELECT q.agent_id, q.entity_id, q.monthly_tokens_used,
              q.monthly_token_limit + coalesce((SELECT sum(r.tokens) FROM limit_raises r
                WHERE r.agent_id = q.agent_id AND r.of_window = 'month' AND r.until > ?), 0)::bigint,
              q.overage_policy = 'allow', q.storage_used_bytes, q.storage_limit_bytes,
              (SELECT count(*) FROM agent_tasks t
               WHERE t.agent_id = q.agent_id AND t.status IN %s),
              ARRAY(SELECT l.kind FROM alert_levels l WHERE l.agent_id = q.agent_id)
            FROM agent_quotas q WHERE q.agent_id = ANY (?::uuid[])"""
                .formatted(TaskState.OPEN_IN_SQL))
        .param(at.atOffset(ZoneOffset.UTC))
        .param(agents.toArray(UUID[]::new))
        .query(
            (row, n) ->
                new Figures(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getLong(3),
                    row.getLong(4),
                    row.getBoolean(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8),
                    kinds(row)))
        .list();
  }

  /** Agents whose figures may say something else than what is noted, by one scan of the quotas. */
  List<UUID> doubtful(AlertSettings settings) {
    return system
        .sql(
            """
            SELECT q.agent_id FROM agent_quotas q
            WHERE (q.overage_policy <> 'allow'
                AND 100.0 * q.monthly_tokens_used > ? * greatest(q.monthly_token_limit, 1)
                AND NOT EXISTS (SELECT FROM alert_levels l
                  WHERE l.agent_id = q.agent_id AND l.kind = 'tokens'))
              OR (100.0 * q.storage_used_bytes > ? * greatest(q.storage_limit_bytes, 1)
                AND NOT EXISTS (SELECT FROM alert_levels l
                  WHERE l.agent_id = q.agent_id AND l.kind = 'storage'))
            UNION
            SELECT t.agent_id FROM agent_tasks t WHERE t.status IN %s
            GROUP BY t.agent_id HAVING count(*) > ? AND NOT EXISTS (SELECT FROM alert_levels l
              WHERE l.agent_id = t.agent_id AND l.kind = 'queue')
            UNION
            SELECT agent_id FROM alert_levels"""
                .formatted(TaskState.OPEN_IN_SQL))
        .param(settings.tokensPercent())
        .param(settings.storagePercent())
        .param(settings.queueDepth())
        .query(UUID.class)
        .list();
  }

  private static Set<String> kinds(ResultSet row) throws SQLException {
    var kinds = row.getArray(9);
    return Set.of((String[]) kinds.getArray());
  }

  /** Notes that an agent passed a threshold; false when that was noted before. */
  boolean pass(Figures agent, Threshold threshold, Instant at) {
    return system
            .sql(
                """
                INSERT INTO alert_levels (agent_id, entity_id, kind, since) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING""")
            .param(agent.agentId())
            .param(agent.entityId())
            .param(threshold.kind())
            .param(at.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /** From now on the agent can pass the threshold anew. */
  void leave(Figures agent, Threshold threshold) {
    system
        .sql("DELETE FROM alert_levels WHERE agent_id = ? AND kind = ?")
        .param(agent.agentId())
        .param(threshold.kind())
        .update();
  }
}
