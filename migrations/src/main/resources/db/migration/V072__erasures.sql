-- Agents that are erased, or are being erased: one row each, of record.
CREATE TABLE erasures (
  agent_id     uuid        PRIMARY KEY,
  erasure_id   uuid        NOT NULL,
  entity_id    uuid        NOT NULL,
  reason       text        NOT NULL,
  requested_by text        NOT NULL,
  started_at   timestamptz NOT NULL,
  erased       json        NOT NULL,
  done_at      timestamptz,
  fingerprints json
);

-- Those that are under way, and how many of their steps are done; a row goes with the last of them.
CREATE TABLE erasure_runs (
  agent_id   uuid     PRIMARY KEY,
  erasure_id uuid     NOT NULL,
  entity_id  uuid     NOT NULL,
  step       smallint NOT NULL DEFAULT 0
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['erasures', 'erasure_runs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
  END LOOP;
END $$;
CREATE POLICY erasures_query ON erasures FOR SELECT TO genii_query
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity())));
CREATE POLICY erasures_rebuild ON erasures TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT, UPDATE ON erasures TO genii_command;
GRANT SELECT ON erasures TO genii_query, genii_system;
GRANT SELECT, INSERT, DELETE ON erasures TO genii_rebuild;
GRANT SELECT, INSERT, DELETE ON erasure_runs TO genii_command;
GRANT SELECT, UPDATE ON erasure_runs TO genii_system;

-- What an erasure empties, in the agent's own transaction; its role's policies keep it to the agent.
GRANT UPDATE (name) ON agent_files TO genii_command;
GRANT UPDATE (reason) ON agent_quota_usage TO genii_command;
GRANT DELETE ON task_labels, idempotency_keys TO genii_command;
-- Alerts tell of an agent by its name.
GRANT DELETE ON alerts TO genii_system;
