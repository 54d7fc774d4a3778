-- Fields that have no rows yet. Those of memories of before come by the job that records them.
INSERT INTO agent_memory_fields (memory_id, agent_id, entity_id, name, value, number)
SELECT m.memory_id, m.agent_id, m.entity_id, f.name, f.value, f.number
FROM agent_memories m, genii_memory_fields(m.metadata) AS f
WHERE m.recorded
ON CONFLICT DO NOTHING;
DROP POLICY agent_memory_fields_fill ON agent_memory_fields;
DROP POLICY agent_memories_fill ON agent_memories;
