-- Fields that have no rows yet. Those of memories of before come by the job that records them.
INSERT INTO agent_memory_fields (memory_id, agent_id, entity_id, name, value, number)
SELECT m.memory_id, m.agent_id, m.entity_id, f.name, f.value, f.number
FROM agent_memories m, genii_memory_fields(m.metadata) AS f
WHERE m.recorded
ON CONFLICT DO NOTHING;

-- The job that records memories of before does so until a day after this, while processes of the
-- version before may still write some, and never again: what is not recorded then is nobody's.
-- Where nothing was before it has nothing to do.
INSERT INTO memory_recordings (job, started_at, total, finished_at)
SELECT 'hashes', now(), 0, CASE WHEN NOT s.is_called AND NOT EXISTS (SELECT FROM agent_memories)
  THEN now() END
FROM domain_event_entry_global_index_seq s
ON CONFLICT (job) DO NOTHING;

DROP POLICY agent_memory_fields_fill ON agent_memory_fields;
DROP POLICY agent_memories_fill ON agent_memories;
