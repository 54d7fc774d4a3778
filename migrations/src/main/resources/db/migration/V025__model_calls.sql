-- What is kept of a model call, beside what it used; never its text.
ALTER TABLE agent_quota_usage
  ADD call_id         uuid,
  ADD by_agent        boolean,
  ADD operation       text,
  ADD provider        text,
  ADD status          text,
  ADD latency_ms      bigint,
  ADD request_sha256  text,
  ADD response_sha256 text;

-- An attempt has a row of its own, and one for each call that was made out of what it holds; what is
-- unique of them now is in the next migration.
ALTER TABLE agent_quota_usage DROP CONSTRAINT agent_quota_usage_task_id_attempt_key;

-- They know nothing of these columns, and are made again.
TRUNCATE audit_checkpoints;

-- The calls that run now, and whose process makes them: one that dies leaves its calls to be swept.
-- No table of record: the holds stand in the quota's events.
CREATE TABLE running_calls (
  call_id          uuid           PRIMARY KEY,
  agent_id         uuid           NOT NULL,
  entity_id        uuid           NOT NULL,
  process_id       uuid           NOT NULL,
  model            text           NOT NULL,
  started_at       timestamptz    NOT NULL,
  noted_at         timestamptz    NOT NULL DEFAULT clock_timestamp(),
  key_hash         text,
  token_issued_at  timestamptz,
  token_limit      bigint         NOT NULL,
  cost_limit_usd   numeric(24,10) NOT NULL
);
CREATE INDEX running_calls_of_process ON running_calls (process_id);
CREATE TABLE calling_processes (
  process_id  uuid        PRIMARY KEY,
  alive_until timestamptz NOT NULL
);

-- How often calls were refused at a limit since the refusal that is on record; once a minute one is.
CREATE TABLE call_refusals (
  agent_id  uuid        NOT NULL,
  entity_id uuid        NOT NULL,
  what      text        NOT NULL,
  minute    timestamptz NOT NULL,
  more      integer     NOT NULL,
  PRIMARY KEY (agent_id, what)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['running_calls', 'call_refusals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO genii_command', t);
    EXECUTE format('GRANT SELECT ON %I TO genii_system', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON calling_processes TO genii_system;
