package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentEntry;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes when the holds of embedding calls run out, so that a process that dies in between leaves
 * nothing held for ever.
 */
@Component
class EmbeddingHoldTable {
  private final JdbcClient jdbc;

  EmbeddingHoldTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void keep(ReserveEmbedding c) {
    jdbc.sql(
            """
            INSERT INTO embedding_holds (hold_id, agent_id, entity_id, model, expires_at)
            VALUES (?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')\
            """)
        .param(c.holdId())
        .param(c.agentId())
        .param(AgentEntry.entity())
        .param(c.model())
        .param(Duration.between(c.at(), c.until()).toMillis())
        .update();
  }

  void end(UUID holdId) {
    jdbc.sql("DELETE FROM embedding_holds WHERE hold_id = ?").param(holdId).update();
  }
}
