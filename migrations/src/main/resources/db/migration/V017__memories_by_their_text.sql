SET lock_timeout = 0;
-- What an earlier try may have left half-way.
DROP INDEX CONCURRENTLY IF EXISTS agent_memory_vectors_text;
DROP INDEX CONCURRENTLY IF EXISTS agent_memory_vectors_unhashed;
CREATE INDEX CONCURRENTLY agent_memory_vectors_text ON agent_memory_vectors (agent_id, text_sha256);
CREATE INDEX CONCURRENTLY agent_memory_vectors_unhashed ON agent_memory_vectors (agent_id)
  WHERE indexed AND text_sha256 IS NULL;
