package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Agents whose keys are all destroyed and whose rows hold text, or may: a backup brought them back.
 */
@Component
class RestoredTable {
  private final JdbcClient system;

  RestoredTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /**
   * One of them.
   *
   * @param goneAt when its keys were destroyed
   */
  record Restored(UUID agentId, Instant goneAt) {}

  /**
   * All of them. While an erasure goes its usual way its row is there, and all others are empty,
   * before the keys are gone.
   */
  List<Restored> all() {
    return system
        .sql(
            """
            SELECT d.agent_id, d.destroyed_at
            FROM sealing_keys.destroyed d JOIN agents a ON a.agent_id = d.agent_id
            WHERE d.through = 'infinity'
              AND (NOT EXISTS (SELECT FROM erasures e WHERE e.agent_id = d.agent_id)
                OR EXISTS (SELECT FROM erasure_runs r
                  WHERE r.agent_id = d.agent_id AND r.step = 0))
            ORDER BY d.agent_id\
            """)
        .query(
            (row, n) ->
                new Restored(
                    row.getObject(1, UUID.class),
                    row.getObject(2, OffsetDateTime.class).toInstant()))
        .list();
  }
}
