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

  /** A row for each plain value of the memory's metadata as they are now. */
  void addFields(UUID memoryId) {
    jdbc.sql("DELETE FROM agent_memory_fields WHERE memory_id = ?").param(memoryId).update();
    jdbc.sql(
            """
            INSERT INTO agent_memory_fields (memory_id, agent_id, entity_id, name, value, number)
            SELECT m.memory_id, m.agent_id, m.entity_id, f.key, genii_memory_value(e.value),
              CASE jsonb_typeof(e.value)
                WHEN 'number' THEN genii_memory_number((e.value #>> '{}')::numeric) END
            FROM agent_memories m, jsonb_each(m.metadata) AS f (key, value),
              jsonb_array_elements(CASE jsonb_typeof(f.value)
                WHEN 'array' THEN f.value ELSE jsonb_build_array(f.value) END) AS e (value)
            WHERE m.memory_id = ? AND octet_length(f.key) <= 200
              AND jsonb_typeof(e.value) NOT IN ('object', 'array')
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
