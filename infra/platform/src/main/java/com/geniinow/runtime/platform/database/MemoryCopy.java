package com.geniinow.runtime.platform.database;

/** Gives memories of before their rows: what has its row keeps it. */
final class MemoryCopy extends RowsBeforeScript {
  private static final String NEXT =
      """
      WITH batch AS MATERIALIZED (
        SELECT DISTINCT ON (memory_id) memory_id, agent_id, entity_id, task_id, created_at,
          expires_at, text_sha256, metadata, text
        FROM agent_memory_vectors WHERE memory_id > ? ORDER BY memory_id LIMIT ?),
      copied AS (
        INSERT INTO agent_memories (memory_id, agent_id, entity_id, task_id, created_at,
          expires_at, recorded, text_sha256, metadata, text)
        SELECT memory_id, agent_id, entity_id, task_id, created_at, expires_at, false,
          coalesce(text_sha256, sha256(convert_to(text, 'UTF8'))), metadata, text
        FROM batch ON CONFLICT DO NOTHING)
      SELECT memory_id FROM batch ORDER BY memory_id DESC LIMIT 1\
      """;

  MemoryCopy() {
    super(54, NEXT, "memories");
  }
}
