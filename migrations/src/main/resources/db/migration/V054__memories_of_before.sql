-- Every memory there is gets its row. Nobody waits for this: it reads what writers may go on to
-- write, and what they write meanwhile gets its row by the trigger. Fields, words and the hashes in
-- events come afterwards, by a job.
INSERT INTO agent_memories (memory_id, agent_id, entity_id, task_id, created_at, expires_at,
  recorded, text_sha256, metadata, text)
SELECT DISTINCT ON (memory_id) memory_id, agent_id, entity_id, task_id, created_at, expires_at,
  false, coalesce(text_sha256, sha256(convert_to(text, 'UTF8'))), metadata, text
FROM agent_memory_vectors ORDER BY memory_id
ON CONFLICT DO NOTHING;
