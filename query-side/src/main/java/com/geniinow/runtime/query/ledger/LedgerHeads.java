package com.geniinow.runtime.query.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Where each agent's chain stands, read once per batch. That nobody else appends meanwhile is the
 * agent's lock's promise; {@code UNIQUE (agent_id, sequence)} is the backstop.
 */
public final class LedgerHeads {
  private final JdbcOperations jdbc;
  private final Map<UUID, LedgerHead> heads = new HashMap<>();

  public LedgerHeads(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  LedgerHead of(UUID agentId) {
    return heads.computeIfAbsent(agentId, this::read);
  }

  void advance(UUID agentId, LedgerHead head) {
    heads.put(agentId, head);
  }

  private LedgerHead read(UUID agentId) {
    return jdbc
        .query(
            """
            SELECT sequence, hash FROM ledger_entries
            WHERE agent_id = ? ORDER BY sequence DESC LIMIT 1""",
            (row, n) -> new LedgerHead(row.getLong(1), row.getString(2)),
            agentId)
        .stream()
        .findFirst()
        .orElse(LedgerHead.NONE);
  }
}
