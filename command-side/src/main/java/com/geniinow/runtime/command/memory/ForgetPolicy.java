package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.query.view.memory.MemoryFilter;
import com.geniinow.runtime.query.view.memory.MemorySql;
import com.geniinow.runtime.query.view.memory.MemoryView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which memories are to be forgotten: those of which all that is said holds.
 *
 * @param olderThan remembered before this moment
 * @param unusedSince remembered before this moment, and found by no search of the agent's since
 * @param keepNewest so many of the newest stay, of those that the filter matches
 */
record ForgetPolicy(
    @Nullable Instant olderThan,
    @Nullable Instant unusedSince,
    @Nullable Integer keepNewest,
    @Nullable MemoryFilter filter) {
  boolean isEmpty() {
    return olderThan == null && unusedSince == null && keepNewest == null && filter == null;
  }

  /** Whether it holds of a memory, but for how many are newer. */
  MemorySql condition() {
    var sql = new StringBuilder("true");
    List<Object> parameters = new ArrayList<>();
    if (olderThan != null) {
      sql.append(" AND m.created_at < ?");
      parameters.add(olderThan.atOffset(ZoneOffset.UTC));
    }
    if (unusedSince != null) {
      sql.append(
          " AND m.created_at < ? AND NOT EXISTS (SELECT FROM agent_memory_uses u"
              + " WHERE u.memory_id = m.memory_id AND u.last_used_at >= ?)");
      parameters.add(unusedSince.atOffset(ZoneOffset.UTC));
      parameters.add(unusedSince.atOffset(ZoneOffset.UTC));
    }
    filtered(sql, parameters);
    return new MemorySql(sql.toString(), parameters);
  }

  /** The memories it holds of now, oldest first. */
  List<UUID> matching(JdbcClient jdbc, UUID agentId, Instant now) {
    var holds = condition();
    var sql =
        new StringBuilder("SELECT m.memory_id FROM agent_memories m WHERE m.agent_id = ? AND ")
            .append(MemoryView.KEPT)
            .append(" AND ")
            .append(holds.text());
    List<Object> parameters = new ArrayList<>();
    parameters.add(agentId);
    parameters.add(now.atOffset(ZoneOffset.UTC));
    parameters.addAll(holds.parameters());
    if (keepNewest != null) {
      sql.append(" AND (m.created_at, m.memory_id) <= (SELECT m.created_at, m.memory_id")
          .append(" FROM agent_memories m WHERE m.agent_id = ? AND ")
          .append(MemoryView.KEPT);
      parameters.add(agentId);
      parameters.add(now.atOffset(ZoneOffset.UTC));
      filtered(sql, parameters);
      sql.append(" ORDER BY m.created_at DESC, m.memory_id DESC OFFSET ? LIMIT 1)");
      parameters.add(keepNewest);
    }
    return jdbc.sql(sql.append(" ORDER BY m.created_at, m.memory_id").toString())
        .params(parameters)
        .query(UUID.class)
        .list();
  }

  private void filtered(StringBuilder sql, List<Object> parameters) {
    if (filter != null) {
      sql.append(" AND ").append(filter.condition().text());
      parameters.addAll(filter.condition().parameters());
    }
  }
}
