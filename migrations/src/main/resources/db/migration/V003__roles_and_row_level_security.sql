-- Each service logs in as a role that owns nothing and bypasses nothing.
--   genii_command  acts for one agent at a time: whatever genii_enter said
--   genii_query    reads for one caller: agent, founder or administrator
--   genii_system   processors, scheduler, reconciler, verifier, import: all agents
-- Their passwords are set at start, from the environment, never here.
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['genii_command', 'genii_query', 'genii_system'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', r);
    END IF;
  END LOOP;
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['domain_event_entry', 'snapshot_event_entry', 'agents', 'agent_quotas',
                           'agent_quota_usage', 'agent_tasks', 'ledger_entries', 'system_events'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO genii_query
      USING ((SELECT genii_role()) = ''admin''
         OR ((SELECT genii_role()) = ''founder'' AND entity_id = (SELECT genii_entity()))
         OR ((SELECT genii_role()) = ''agent'' AND agent_id = (SELECT genii_agent())))',
      t || '_query', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON domain_event_entry TO genii_command;
GRANT SELECT ON snapshot_event_entry TO genii_command;
GRANT SELECT, INSERT, UPDATE ON agents, agent_quotas, agent_tasks TO genii_command;
GRANT SELECT, INSERT ON agent_quota_usage, ledger_entries, system_events TO genii_command;

GRANT SELECT ON agents, agent_quotas, agent_quota_usage, agent_tasks, ledger_entries, system_events
  TO genii_query;

GRANT SELECT ON domain_event_entry, agents, agent_quotas, agent_quota_usage, agent_tasks,
  ledger_entries, system_events TO genii_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON snapshot_event_entry, token_entry TO genii_system;

-- The first statement of every command: whom it acts for, its place in the agent's line, and how
-- far the agent's two streams have come, so that a cached aggregate is known to be current.
-- VOLATILE: what is read after the lock is seen as it is after the lock.
CREATE FUNCTION genii_enter(p_agent uuid, p_quota uuid, p_entity uuid,
  OUT o_entity uuid, OUT o_agent_version bigint, OUT o_quota_version bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.agent_id', p_agent::text, true),
          set_config('genii.role', 'command', true);
  PERFORM pg_advisory_xact_lock(hashtextextended(p_agent::text, 0));
  SELECT a.entity_id INTO o_entity FROM agents a WHERE a.agent_id = p_agent;
  o_entity := coalesce(o_entity, p_entity);
  PERFORM set_config('genii.entity_id', coalesce(o_entity::text, ''), true);
  SELECT max(e.sequence_number) INTO o_agent_version
    FROM domain_event_entry e WHERE e.aggregate_identifier = p_agent::text;
  SELECT max(e.sequence_number) INTO o_quota_version
    FROM domain_event_entry e WHERE e.aggregate_identifier = p_quota::text;
END $$;
