package com.geniinow.runtime.command.memory;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes the rows that lead to a memory: by its fields and by its words. */
@Component
class MemoryIndexTable {
  private final JdbcClient jdbc;

  MemoryIndexTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The rows of the memory's metadata as they are now. */
  void addFields(UUID memoryId) {
    jdbc.sql("DELETE FROM agent_memory_fields WHERE memory_id = ?").param(memoryId).update();
    jdbc.sql(
            """
            INSERT INTO agent_memory_fields (memory_id, agent_id, entity_id, name, value, number)
            SELECT m.memory_id, m.agent_id, m.entity_id, f.name, f.value, f.number
            FROM agent_memories m, genii_memory_fields(m.metadata) AS f WHERE m.memory_id = ?
            ON CONFLICT DO NOTHING\
            """)
        .param(memoryId)
        .update();
  }

  /** A row for each word of the memory's text, in the language of the agent's memories. */
  void addWords(UUID agentId, UUID memoryId) {
    addWords(
        memoryId,
        jdbc.sql("SELECT language FROM agent_memory_models WHERE agent_id = ?")
            .param(agentId)
            .query(String.class)
            .single());
  }

  /** The same in this language. */
  void addWords(UUID memoryId, String language) {
    jdbc.sql("DELETE FROM agent_memory_words WHERE memory_id = ?").param(memoryId).update();
    jdbc.sql(
            """
            INSERT INTO agent_memory_words (memory_id, agent_id, entity_id, word, times)
            SELECT m.memory_id, m.agent_id, m.entity_id, w.lexeme,
              coalesce(array_length(w.positions, 1), 1)
            FROM agent_memories m, unnest(to_tsvector(?::regconfig, m.text)) AS w
            WHERE m.memory_id = ?\
            """)
        .param("pg_catalog." + language)
        .param(memoryId)
        .update();
    jdbc.sql("UPDATE agent_memories SET worded = ? WHERE memory_id = ?")
        .param(language)
        .param(memoryId)
        .update();
  }
}
