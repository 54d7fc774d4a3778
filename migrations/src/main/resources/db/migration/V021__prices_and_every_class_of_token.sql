-- What models cost, version by version: nothing is overwritten. The rows are the platform's own; every
-- caller may read them, and every command, whichever agent it acts for.
CREATE TABLE model_prices (
  price_id                       uuid           PRIMARY KEY,
  agent_id                       uuid           NOT NULL,
  entity_id                      uuid           NOT NULL,
  model                          text           NOT NULL,
  version                        integer        NOT NULL,
  book_version                   bigint         NOT NULL UNIQUE,
  provider                       text           NOT NULL,
  input_usd_per_mtok             numeric(24,10) NOT NULL CHECK (input_usd_per_mtok >= 0),
  cached_input_usd_per_mtok      numeric(24,10) CHECK (cached_input_usd_per_mtok >= 0),
  cache_write_usd_per_mtok       numeric(24,10) CHECK (cache_write_usd_per_mtok >= 0),
  cache_write_1h_usd_per_mtok    numeric(24,10) CHECK (cache_write_1h_usd_per_mtok >= 0),
  output_usd_per_mtok            numeric(24,10) NOT NULL CHECK (output_usd_per_mtok >= 0),
  long_context_from              bigint,
  long_context_input_usd_per_mtok  numeric(24,10) CHECK (long_context_input_usd_per_mtok >= 0),
  long_context_output_usd_per_mtok numeric(24,10) CHECK (long_context_output_usd_per_mtok >= 0),
  max_output_tokens              bigint,
  context_tokens                 bigint,
  cap_field                      text,
  hidden_output                  boolean,
  stream_usage                   boolean,
  fallback                       json,
  valid_from                     timestamptz    NOT NULL,
  reason                         text           NOT NULL,
  set_by                         text           NOT NULL,
  created_at                     timestamptz    NOT NULL,
  UNIQUE (model, version)
);

ALTER TABLE model_prices ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_prices FORCE ROW LEVEL SECURITY;
CREATE POLICY model_prices_command ON model_prices TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY model_prices_command_read ON model_prices FOR SELECT TO genii_command USING (true);
CREATE POLICY model_prices_query ON model_prices FOR SELECT TO genii_query USING (true);
CREATE POLICY model_prices_system ON model_prices TO genii_system USING (true) WITH CHECK (true);
CREATE POLICY model_prices_rebuild ON model_prices TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT ON model_prices TO genii_command;
GRANT SELECT ON model_prices TO genii_query, genii_system;
GRANT SELECT, INSERT, DELETE ON model_prices TO genii_rebuild;

-- Every class of token, what it was charged by, and corrections beside uses. Rows of before have no
-- version: they cost what they cost.
ALTER TABLE agent_quota_usage
  ALTER task_id DROP NOT NULL,
  ALTER attempt DROP NOT NULL,
  ADD kind text NOT NULL DEFAULT 'use',
  ADD cache_write_tokens bigint NOT NULL DEFAULT 0,
  ADD reasoning_tokens bigint NOT NULL DEFAULT 0,
  ADD price_version integer,
  ADD price_assumed boolean NOT NULL DEFAULT false,
  ADD held_at timestamptz,
  ADD day text,
  ADD corrects uuid,
  ADD reason text;

ALTER TABLE agent_tasks
  ADD cached_input_tokens bigint NOT NULL DEFAULT 0,
  ADD cache_write_tokens bigint NOT NULL DEFAULT 0,
  ADD reasoning_tokens bigint NOT NULL DEFAULT 0,
  ADD price_version integer;

-- They know nothing of these columns, and are made again.
TRUNCATE audit_checkpoints;

-- The orders to charge by another price, and how far each has come.
CREATE TABLE reprices (
  reprice_id   uuid           PRIMARY KEY,
  model        text           NOT NULL,
  version      integer        NOT NULL,
  held_from    timestamptz    NOT NULL,
  held_to      timestamptz    NOT NULL,
  reason       text           NOT NULL,
  dry_run      boolean        NOT NULL,
  requested_by text           NOT NULL,
  requested_at timestamptz    NOT NULL,
  examined     bigint         NOT NULL DEFAULT 0,
  corrected    bigint         NOT NULL DEFAULT 0,
  unchanged    bigint         NOT NULL DEFAULT 0,
  refused      bigint         NOT NULL DEFAULT 0,
  delta_usd    numeric(24,10) NOT NULL DEFAULT 0,
  cursor_agent uuid           NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  cursor_at    timestamptz    NOT NULL DEFAULT '-infinity',
  cursor_usage uuid           NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  finished_at  timestamptz
);
-- It says nothing of any agent. An order is a row of the command that makes it.
GRANT INSERT ON reprices TO genii_command;
GRANT SELECT, INSERT, UPDATE ON reprices TO genii_system;

-- As before, and how far the price book has come. A command holds prices still until it ends: who
-- sets one waits for those that have read the book, and dates it after them.
DROP FUNCTION genii_enter(uuid, uuid, uuid);
CREATE FUNCTION genii_enter(p_agent uuid, p_quota uuid, p_entity uuid,
  OUT o_entity uuid, OUT o_agent_version bigint, OUT o_quota_version bigint, OUT o_prices bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.agent_id', p_agent::text, true),
          set_config('genii.role', 'command', true),
          pg_advisory_xact_lock(hashtextextended(p_agent::text, 0)),
          pg_advisory_xact_lock_shared(hashtextextended('genii.prices', 0));
  -- A statement of its own: it sees what was committed while the locks were waited for.
  SELECT coalesce((SELECT a.entity_id FROM agents a WHERE a.agent_id = p_agent), p_entity),
         (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_agent::text
           ORDER BY e.sequence_number DESC LIMIT 1),
         (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_quota::text
           ORDER BY e.sequence_number DESC LIMIT 1),
         (SELECT p.book_version FROM model_prices p ORDER BY p.book_version DESC LIMIT 1)
    INTO o_entity, o_agent_version, o_quota_version, o_prices;
  PERFORM set_config('genii.entity_id', coalesce(o_entity::text, ''), true);
END $$;
