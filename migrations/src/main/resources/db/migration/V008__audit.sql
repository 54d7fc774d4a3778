-- Audit: long histories in pieces, the runs of the verifier, the chain of checkpoints over all
-- ledgers, and the one role that may put a damaged table right.

-- The verifier's shadow tables are temporary tables of its own session.
DO $$ BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO genii_system', current_database());
END $$;

-- An agent as its first so many events left it, so that a question about the past need not begin
-- at the beginning. Can be deleted at any time.
CREATE TABLE audit_checkpoints (
  agent_id     uuid        NOT NULL,
  entity_id    uuid        NOT NULL,
  global_index bigint      NOT NULL,
  events       bigint      NOT NULL,
  reached_at   timestamptz NOT NULL,
  state        text        NOT NULL,
  PRIMARY KEY (agent_id, global_index)
);
ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_checkpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_checkpoints_system ON audit_checkpoints TO genii_system
  USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON audit_checkpoints TO genii_system;

-- Who had the store verified or rebuilt, how far it is, how it ended. Counts only, no agent's data.
CREATE TABLE audit_runs (
  run_id           uuid        PRIMARY KEY,
  kind             text        NOT NULL CHECK (kind IN ('verify', 'rebuild')),
  requested_by     text        NOT NULL,
  started_at       timestamptz NOT NULL,
  phase            text        NOT NULL,
  events           bigint      NOT NULL DEFAULT 0,
  events_total     bigint,
  cancel_requested boolean     NOT NULL DEFAULT false,
  finished_at      timestamptz,
  outcome          text        CHECK (outcome IN ('identical', 'differing', 'cancelled', 'failed'))
);
CREATE INDEX audit_runs_latest ON audit_runs (started_at);
GRANT SELECT, INSERT, UPDATE ON audit_runs TO genii_system;

-- A Merkle root over the heads of all ledgers, chained; the heads themselves are kept elsewhere.
CREATE TABLE ledger_checkpoints (
  number        bigint      PRIMARY KEY CHECK (number > 0),
  taken_at      timestamptz NOT NULL,
  agents        bigint      NOT NULL,
  root          text        NOT NULL,
  previous_hash text        NOT NULL,
  hash          text        NOT NULL,
  stored_as     text        NOT NULL
);
CREATE TRIGGER ledger_checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_change();
GRANT SELECT, INSERT ON ledger_checkpoints TO genii_system;

-- No service has these rights by itself: the rebuild takes the role on for the transaction that
-- puts one agent's rows right, and drops it at its end.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'genii_rebuild') THEN
    CREATE ROLE genii_rebuild NOLOGIN NOINHERIT;
  END IF;
END $$;
GRANT genii_rebuild TO genii_system;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agents', 'agent_quotas', 'agent_quota_usage', 'agent_tasks',
                           'agent_files', 'ledger_entries', 'system_events'] LOOP
    CONTINUE WHEN to_regclass(t) IS NULL;
    EXECUTE format('CREATE POLICY %I ON %I TO genii_rebuild
      USING (agent_id = (SELECT genii_agent())) WITH CHECK (agent_id = (SELECT genii_agent()))',
      t || '_rebuild', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO genii_rebuild', t);
    -- What is in the ledger is evidence, also where it is wrong.
    IF t <> 'ledger_entries' THEN
      EXECUTE format('GRANT DELETE ON %I TO genii_rebuild', t);
    END IF;
  END LOOP;
END $$;
