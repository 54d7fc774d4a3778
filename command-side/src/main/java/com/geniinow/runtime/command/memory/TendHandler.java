package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.memory.TendMemories.AddVectors;
import com.geniinow.runtime.command.memory.TendMemories.Count;
import com.geniinow.runtime.command.memory.TendMemories.DropOthers;
import com.geniinow.runtime.command.memory.TendMemories.Index;
import com.geniinow.runtime.command.memory.TendMemories.NoteRefused;
import com.geniinow.runtime.command.memory.TendMemories.Serve;
import com.pgvector.PGhalfvec;
import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes the steps of background work, under the agent's lock as everything that is stored. */
@Component
class TendHandler {
  private final JdbcClient jdbc;
  private final MemoryModelTable models;

  TendHandler(JdbcClient jdbc, MemoryModelTable models) {
    this.jdbc = jdbc;
    this.models = models;
  }

  @CommandHandler
  int handle(AddVectors c) {
    jdbc.sql("UPDATE agent_memory_models SET mixed = true WHERE agent_id = ? AND NOT mixed")
        .param(c.agentId())
        .update();
    var added = 0;
    for (var memory : c.memories()) {
      added +=
          jdbc.sql(
                  """
                  INSERT INTO agent_memory_vectors (memory_id, model, agent_id, entity_id, task_id,
                    indexed, created_at, expires_at, valid_to, embedding, metadata, text,
                    text_sha256)
                  SELECT k.memory_id, ?, k.agent_id, k.entity_id, k.task_id,
                    m.search <> 'exact' AND k.valid_to IS NULL, k.created_at, k.expires_at,
                    k.valid_to, ?, k.metadata, k.text, k.text_sha256
                  FROM agent_memories k JOIN agent_memory_models m USING (agent_id)
                  WHERE k.memory_id = ?
                  ON CONFLICT DO NOTHING\
                  """)
              .param(c.model())
              .param(new PGhalfvec(memory.vector()))
              .param(memory.memoryId())
              .update();
    }
    return added;
  }

  @CommandHandler
  int handle(NoteRefused c) {
    return jdbc.sql(
            """
            WITH noted AS (UPDATE agent_memory_vectors SET refused_by = ?
              WHERE agent_id = ? AND memory_id = ANY (?) AND refused_by IS DISTINCT FROM ?
              RETURNING memory_id)
            SELECT count(DISTINCT memory_id) FROM noted\
            """)
        .param(c.model())
        .param(c.agentId())
        .param(c.memoryIds().toArray(UUID[]::new))
        .param(c.model())
        .query(Integer.class)
        .single();
  }

  @CommandHandler
  int handle(Serve c) {
    boolean incomplete =
        jdbc.sql(
                """
                SELECT EXISTS (SELECT FROM agent_memory_vectors v
                  WHERE agent_id = ? AND model <> ? AND refused_by IS DISTINCT FROM ?
                    AND (expires_at IS NULL OR expires_at > ?)
                    AND NOT EXISTS (SELECT FROM agent_memory_vectors anew
                      WHERE anew.memory_id = v.memory_id AND anew.model = ?))\
                """)
            .param(c.agentId())
            .param(c.model())
            .param(c.model())
            .param(c.at().atOffset(ZoneOffset.UTC))
            .param(c.model())
            .query(Boolean.class)
            .single();
    if (incomplete) {
      return 0;
    }
    models.serve(c.agentId(), c.model());
    return 1;
  }

  @CommandHandler
  int handle(DropOthers c) {
    int dropped =
        jdbc.sql(
                """
                DELETE FROM agent_memory_vectors WHERE (memory_id, model) IN (
                  SELECT v.memory_id, v.model
                  FROM agent_memory_vectors v JOIN agent_memory_models m USING (agent_id)
                  WHERE v.agent_id = ? AND v.model <> m.model
                    AND v.refused_by IS DISTINCT FROM m.model LIMIT ?)\
                """)
            .param(c.agentId())
            .param(c.most())
            .update();
    if (dropped == 0) {
      jdbc.sql("UPDATE agent_memory_models SET mixed = false WHERE agent_id = ?")
          .param(c.agentId())
          .update();
    }
    return dropped;
  }

  @CommandHandler
  int handle(Index c) {
    search(c, "indexing", "exact");
    int indexed =
        jdbc.sql(
                """
                UPDATE agent_memory_vectors SET indexed = true
                WHERE (memory_id, model) IN (
                  SELECT memory_id, model FROM agent_memory_vectors
                  WHERE agent_id = ? AND NOT indexed AND valid_to IS NULL LIMIT ?)\
                """)
            .param(c.agentId())
            .param(c.most())
            .update();
    if (indexed == 0) {
      search(c, "indexed", "indexing");
    }
    return indexed;
  }

  @CommandHandler
  int handle(Count c) {
    return models.correct(c.agentId(), c.memories(), c.bytes(), c.at());
  }

  private void search(Index c, String to, String from) {
    jdbc.sql("UPDATE agent_memory_models SET search = ? WHERE agent_id = ? AND search = ?")
        .param(to)
        .param(c.agentId())
        .param(from)
        .update();
  }
}
