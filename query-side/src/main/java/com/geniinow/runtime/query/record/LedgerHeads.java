package com.geniinow.runtime.query.record;

import com.geniinow.runtime.platform.work.ChainEnds;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Where each agent's chain stands, read once per batch. That nobody else appends meanwhile is the
 * agent's lock's promise; {@code UNIQUE (agent_id, sequence)} is the backstop.
 */
public final class LedgerHeads {
  /** Heads kept from batch to batch of a replay, about 250 bytes each. */
  private static final int KEPT = 50_000;

  private final JdbcClient jdbc;
  private final ChainEnds known;
  private final Map<UUID, LedgerHead> heads = new HashMap<>();

  public LedgerHeads(JdbcClient jdbc) {
    this(jdbc, agentId -> null);
  }

  /**
   * Of one commit.
   *
   * @param known spares a look where its transaction has looked already
   */
  LedgerHeads(JdbcClient jdbc, ChainEnds known) {
    this.jdbc = jdbc;
    this.known = known;
  }

  /** Whether none of these heads would have to be read. */
  public boolean knows(Collection<UUID> agents) {
    return heads.size() <= KEPT && heads.keySet().containsAll(agents);
  }

  /** Reads the heads of many agents at once, before a batch whose entries are all written out. */
  public void read(Collection<UUID> agents) {
    if (heads.size() > KEPT) {
      heads.clear();
    }
    var unknown = agents.stream().filter(agent -> !heads.containsKey(agent)).toArray(UUID[]::new);
    if (unknown.length == 0) {
      return;
    }
    for (var agent : unknown) {
      heads.put(agent, LedgerHead.NONE);
    }
    jdbc.sql(
            """
            SELECT a.id, e.sequence, e.hash FROM unnest(?) AS a (id)
            CROSS JOIN LATERAL (SELECT sequence, hash FROM ledger_entries
              WHERE agent_id = a.id ORDER BY sequence DESC LIMIT 1) e""")
        .param(new SqlArrayValue("uuid", unknown))
        .query(
            row -> {
              heads.put(
                  row.getObject(1, UUID.class), new LedgerHead(row.getLong(2), row.getString(3)));
            });
  }

  LedgerHead of(UUID agentId) {
    return heads.computeIfAbsent(agentId, this::readOne);
  }

  void advance(UUID agentId, LedgerHead head) {
    heads.put(agentId, head);
  }

  private LedgerHead readOne(UUID agentId) {
    var end = known.take(agentId);
    if (end != null) {
      return end.sequence() == 0 ? LedgerHead.NONE : new LedgerHead(end.sequence(), end.hash());
    }
    return jdbc.sql(
            """
            SELECT sequence, hash FROM ledger_entries
            WHERE agent_id = ? ORDER BY sequence DESC LIMIT 1""")
        .param(agentId)
        .query((row, n) -> new LedgerHead(row.getLong(1), row.getString(2)))
        .optional()
        .orElse(LedgerHead.NONE);
  }
}
