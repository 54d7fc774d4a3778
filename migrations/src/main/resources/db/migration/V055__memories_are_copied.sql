DROP POLICY agent_memory_vectors_copy ON agent_memory_vectors;
DROP POLICY agent_memories_copy ON agent_memories;
