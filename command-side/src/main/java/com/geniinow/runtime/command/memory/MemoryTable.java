package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.platform.embedding.Embedders;
import com.pgvector.PGhalfvec;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes embedded texts, in a command's transaction: all that concerns one agent's memories is
 * decided under its lock.
 */
@Component
class MemoryTable {
  private final JdbcClient jdbc;
  private final Embedders embedders;

  MemoryTable(JdbcClient jdbc, Embedders embedders) {
    this.jdbc = jdbc;
    this.embedders = embedders;
  }

  /** Whether the command's agent has this task. */
  boolean hasTask(UUID taskId) {
    return jdbc.sql("SELECT 1 FROM agent_tasks WHERE task_id = ?")
        .param(taskId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Keeps a memory, unless it was embedded with a model that the agent no longer uses. */
  boolean store(StoreMemory memory) {
    var serving = serving(memory.agentId());
    if (serving == null) {
      open(memory.agentId(), memory.model());
    } else if (!serving.equals(memory.model())) {
      if (embedders.find(serving).isPresent()) {
        return false;
      }
      // Nobody can search in that model any more; its rows are embedded anew.
      serve(memory.agentId(), memory.model());
    }
    insert(memory);
    return true;
  }

  /** The model that the agent's memories are searched in; null before the first. */
  @Nullable String serving(UUID agentId) {
    return jdbc.sql("SELECT model FROM agent_memory_models WHERE agent_id = ?")
        .param(agentId)
        .query(String.class)
        .optional()
        .orElse(null);
  }

  /** Has the agent's memories searched in another model from now on. */
  void serve(UUID agentId, String model) {
    jdbc.sql("UPDATE agent_memory_models SET model = ?, mixed = true WHERE agent_id = ?")
        .param(model)
        .param(agentId)
        .update();
  }

  private void open(UUID agentId, String model) {
    jdbc.sql(
            """
            INSERT INTO agent_memory_models (agent_id, entity_id, model, mixed, search, stored)
            VALUES (?, ?, ?, false, 'exact', 0)""")
        .param(agentId)
        .param(AgentEntry.entity())
        .param(model)
        .update();
  }

  private void insert(StoreMemory m) {
    jdbc.sql(
            """
            WITH counted AS (
              UPDATE agent_memory_models SET stored = stored + 1 WHERE agent_id = ?
              RETURNING search <> 'exact' AS indexed)
            INSERT INTO agent_memory_vectors (memory_id, model, agent_id, entity_id, task_id,
              indexed, created_at, expires_at, embedding, metadata, text, text_sha256)
            SELECT ?, ?, ?, ?, ?, indexed, ?, ?, ?, ?::jsonb, ?, ? FROM counted""")
        .param(m.agentId())
        .param(m.memoryId())
        .param(m.model())
        .param(m.agentId())
        .param(AgentEntry.entity())
        .param(m.taskId())
        .param(time(m.at()))
        .param(time(m.expiresAt()))
        .param(new PGhalfvec(m.vector()))
        .param(m.metadata())
        .param(m.text())
        .param(TextHash.of(m.text()))
        .update();
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
