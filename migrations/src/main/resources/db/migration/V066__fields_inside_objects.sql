-- A memory's rows in agent_memory_fields: one for each plain value, as before, also inside objects,
-- where the name is the path, joined by dots; and one with 'c' for each list and object, so that
-- every field has a row. Another field may have the same name: whoever finds a row looks at the
-- memory, too.
CREATE FUNCTION genii_memory_fields(metadata jsonb)
RETURNS TABLE (name text, value text, number double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH RECURSIVE field (path, here) AS (
    SELECT f.key, f.value FROM jsonb_each(metadata) AS f (key, value)
    UNION ALL
    SELECT o.path || '.' || f.key, f.value
    FROM field o, jsonb_each(CASE jsonb_typeof(o.here)
      WHEN 'object' THEN o.here ELSE '{}' END) AS f (key, value)
    WHERE octet_length(o.path) < 200)
  SELECT f.path, coalesce(genii_memory_value(e.one), 'c'),
    CASE jsonb_typeof(e.one) WHEN 'number' THEN genii_memory_number((e.one #>> '{}')::numeric) END
  FROM field f, LATERAL (
    SELECT f.here UNION ALL SELECT l.one FROM jsonb_array_elements(CASE jsonb_typeof(f.here)
      WHEN 'array' THEN f.here ELSE '[]' END) AS l (one)) AS e (one)
  WHERE octet_length(f.path) <= 200
$$;

-- For the next script alone, which must not lock anybody out: it fills up as the owner.
CREATE POLICY agent_memories_fill ON agent_memories FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY agent_memory_fields_fill ON agent_memory_fields FOR INSERT TO CURRENT_USER
  WITH CHECK (true);

-- Whose memories a job is to count.
CREATE INDEX agent_memory_models_uncounted ON agent_memory_models (agent_id)
  WHERE counted_at IS NULL;
