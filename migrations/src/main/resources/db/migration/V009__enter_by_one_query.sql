-- As before, with one query less, and each version by the last entry of the stream's own index:
-- max() over rows that row-level security filters read the whole stream, with every command.
CREATE OR REPLACE FUNCTION genii_enter(p_agent uuid, p_quota uuid, p_entity uuid,
  OUT o_entity uuid, OUT o_agent_version bigint, OUT o_quota_version bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.agent_id', p_agent::text, true),
          set_config('genii.role', 'command', true),
          pg_advisory_xact_lock(hashtextextended(p_agent::text, 0));
  -- A statement of its own: it sees what was committed while the lock was waited for.
  SELECT coalesce((SELECT a.entity_id FROM agents a WHERE a.agent_id = p_agent), p_entity),
         (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_agent::text
           ORDER BY e.sequence_number DESC LIMIT 1),
         (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_quota::text
           ORDER BY e.sequence_number DESC LIMIT 1)
    INTO o_entity, o_agent_version, o_quota_version;
  PERFORM set_config('genii.entity_id', coalesce(o_entity::text, ''), true);
END $$;
