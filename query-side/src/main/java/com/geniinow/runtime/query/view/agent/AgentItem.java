package com.geniinow.runtime.query.view.agent;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.query.view.quota.QuotaView;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent with what it does and spends.
 *
 * @param queueDepth its open tasks: queued, running and retrying, 0 to 100
 * @param running its tasks that run
 * @param deadLettered its tasks that were given up and not redriven; more than {@value #MOST} read
 *     so
 * @param braked whether a brake of everything, of its entity or of itself is in force
 * @param tokensToday recorded since midnight, UTC
 * @param costTodayUsd recorded since midnight, UTC
 * @param month null for an agent without a quota
 */
public record AgentItem(
    UUID agentId,
    UUID entityId,
    @Nullable String name,
    AgentStatus status,
    @Nullable String statusReason,
    long queueDepth,
    long running,
    long deadLettered,
    boolean braked,
    long tokensToday,
    BigDecimal costTodayUsd,
    @Nullable AgentMonth month,
    @JsonRawValue String metadata,
    Instant createdAt,
    Instant updatedAt) {
  /** Dead letters that are counted. */
  static final int MOST = 1_000;

  /** What {@link #of} reads, up to the WHERE; its two {@code ?} are the beginning of today. */
  static final String SELECT =
      AgentView.SELECT.replace(
          "FROM agents a\n",
          """
          , (SELECT count(*) FROM agent_tasks t
              WHERE t.agent_id = a.agent_id AND t.status = 'running') AS running,
            (SELECT count(*) FROM (SELECT FROM agent_tasks t WHERE t.agent_id = a.agent_id
              AND t.status = 'dead_lettered' LIMIT %d) d) AS dead_lettered,
            EXISTS (SELECT FROM brakes b WHERE b.released_at IS NULL AND (b.scope = 'fleet'
              OR b.scope = 'entity' AND b.of_entity = a.entity_id
              OR b.scope = 'agent' AND b.id = a.agent_id::text)) AS braked,
            (SELECT coalesce(sum(u.tokens), 0)::bigint FROM usage_totals u
              WHERE u.agent_id = a.agent_id AND u.width = 'day' AND u.since = ?) AS tokens_today,
            (SELECT coalesce(sum(u.cost_usd), 0) FROM usage_totals u
              WHERE u.agent_id = a.agent_id AND u.width = 'day' AND u.since = ?) AS cost_today_usd
          FROM agents a
          """
              .formatted(MOST));

  /** Reads a row, all but its month. */
  static AgentItem of(ResultSet row, int n) throws SQLException {
    var agent = AgentView.of(row, n);
    return new AgentItem(
        agent.agentId(),
        agent.entityId(),
        agent.name(),
        agent.status(),
        agent.statusReason(),
        agent.queueDepth(),
        row.getLong("running"),
        row.getLong("dead_lettered"),
        row.getBoolean("braked"),
        row.getLong("tokens_today"),
        QuotaView.plain(row.getBigDecimal("cost_today_usd")),
        null,
        agent.metadata(),
        agent.createdAt(),
        agent.updatedAt());
  }

  AgentItem with(@Nullable AgentMonth thisMonth) {
    return new AgentItem(
        agentId,
        entityId,
        name,
        status,
        statusReason,
        queueDepth,
        running,
        deadLettered,
        braked,
        tokensToday,
        costTodayUsd,
        thisMonth,
        metadata,
        createdAt,
        updatedAt);
  }
}
