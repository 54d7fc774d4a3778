package com.geniinow.runtime.query.history;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a transaction of the system's login does as genii_sealer, for one agent: the one role that
 * the triggers of events and ledger entries let past, and that nobody logs in as.
 */
final class SealerSession {
  private SealerSession() {}

  /** From here on the transaction is of that role. */
  static void begin(JdbcClient jdbc, UUID agentId) {
    jdbc.sql("SELECT set_config('genii.agent_id', ?, true)")
        .param(agentId.toString())
        .query(row -> {});
    // Of its first event, as its rows are.
    jdbc.sql(
            """
            SELECT set_config('genii.entity_id', (SELECT entity_id::text FROM domain_event_entry
              WHERE agent_id = ? ORDER BY global_index LIMIT 1), true)""")
        .param(agentId)
        .query(row -> {});
    jdbc.sql("SET LOCAL ROLE genii_sealer").update();
  }

  /** From here on it is of the login's own role again. */
  static void end(JdbcClient jdbc) {
    jdbc.sql("SET LOCAL ROLE NONE").update();
  }
}
