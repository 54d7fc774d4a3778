package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.memory.TendMemories.AddHashes;
import com.geniinow.runtime.command.memory.TendMemories.AddVectors;
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
  private final MemoryTable rows;

  TendHandler(JdbcClient jdbc, MemoryTable rows) {
    this.jdbc = jdbc;
    this.rows = rows;
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
                    indexed, created_at, expires_at, embedding, metadata, text, text_sha256)
                  SELECT v.memory_id, ?, v.agent_id, v.entity_id, v.task_id, m.search <> 'exact',
                    v.created_at, v.expires_at, ?, v.metadata, v.text,
                    sha256(convert_to(v.text, 'UTF8'))
                  FROM agent_memory_vectors v JOIN agent_memory_models m USING (agent_id)
                  WHERE v.memory_id = ? LIMIT 1
                  ON CONFLICT DO NOTHING""")
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
            SELECT count(DISTINCT memory_id) FROM noted""")
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
                      WHERE anew.memory_id = v.memory_id AND anew.model = ?))""")
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
    rows.serve(c.agentId(), c.model());
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
                    AND v.refused_by IS DISTINCT FROM m.model LIMIT ?)""")
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
                UPDATE agent_memory_vectors
                SET indexed = true, text_sha256 = sha256(convert_to(text, 'UTF8'))
                WHERE (memory_id, model) IN (
                  SELECT memory_id, model FROM agent_memory_vectors
                  WHERE agent_id = ? AND NOT indexed LIMIT ?)""")
            .param(c.agentId())
            .param(c.most())
            .update();
    if (indexed == 0) {
      search(c, "indexed", "indexing");
    }
    return indexed;
  }

  @CommandHandler
  int handle(AddHashes c) {
    return jdbc.sql(
            """
            UPDATE agent_memory_vectors SET text_sha256 = sha256(convert_to(text, 'UTF8'))
            WHERE (memory_id, model) IN (
              SELECT memory_id, model FROM agent_memory_vectors
              WHERE agent_id = ? AND indexed AND text_sha256 IS NULL LIMIT ?)""")
        .param(c.agentId())
        .param(c.most())
        .update();
  }

  private void search(Index c, String to, String from) {
    jdbc.sql("UPDATE agent_memory_models SET search = ? WHERE agent_id = ? AND search = ?")
        .param(to)
        .param(c.agentId())
        .param(from)
        .update();
  }
}
