-- Memories are found by their text in their own table. An agent's vectors are read by the one index
-- that has them in the order of the table, and no search is planned by another.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS agent_memory_vectors_text;
DROP INDEX CONCURRENTLY IF EXISTS agent_memory_vectors_unhashed;
