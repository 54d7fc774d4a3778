-- The tables of record. Projectors alone write them, in the transaction that appends the events,
-- and every column derives from events: no now(), no sequence, no random value.

CREATE TABLE agents (
  agent_id      uuid        PRIMARY KEY,
  entity_id     uuid        NOT NULL,
  name          text        NOT NULL,
  status        text        NOT NULL CHECK (status IN ('active', 'suspended', 'terminated')),
  status_reason text,
  metadata      json        NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);
CREATE INDEX agents_listing ON agents (created_at, agent_id);
CREATE INDEX agents_of_entity ON agents (entity_id, created_at, agent_id);

CREATE TABLE agent_quotas (
  agent_id                  uuid           PRIMARY KEY,
  entity_id                 uuid           NOT NULL,
  period                    text           NOT NULL,
  monthly_token_limit       bigint         NOT NULL CHECK (monthly_token_limit >= 0),
  monthly_tokens_used       bigint         NOT NULL CHECK (monthly_tokens_used >= 0),
  monthly_tokens_reserved   bigint         NOT NULL CHECK (monthly_tokens_reserved >= 0),
  monthly_cost_limit_usd    numeric(24,10) NOT NULL CHECK (monthly_cost_limit_usd >= 0),
  monthly_cost_used_usd     numeric(24,10) NOT NULL CHECK (monthly_cost_used_usd >= 0),
  monthly_cost_reserved_usd numeric(24,10) NOT NULL CHECK (monthly_cost_reserved_usd >= 0),
  storage_limit_bytes       bigint         NOT NULL CHECK (storage_limit_bytes >= 0),
  storage_used_bytes        bigint         NOT NULL CHECK (storage_used_bytes >= 0),
  overage_policy            text           NOT NULL CHECK (overage_policy IN ('block', 'alert_only', 'allow')),
  updated_at                timestamptz    NOT NULL
);

CREATE TABLE agent_quota_usage (
  usage_id      uuid           PRIMARY KEY,
  agent_id      uuid           NOT NULL,
  entity_id     uuid           NOT NULL,
  task_id       uuid           NOT NULL,
  attempt       integer        NOT NULL,
  model         text,
  input_tokens  bigint         NOT NULL,
  output_tokens bigint         NOT NULL,
  tokens        bigint         NOT NULL,
  cost_usd      numeric(24,10) NOT NULL,
  period        text           NOT NULL,
  estimated     boolean        NOT NULL,
  recorded_at   timestamptz    NOT NULL,
  UNIQUE (task_id, attempt)
);
CREATE INDEX agent_quota_usage_listing ON agent_quota_usage (agent_id, recorded_at, usage_id);

CREATE TABLE agent_tasks (
  task_id            uuid           PRIMARY KEY,
  agent_id           uuid           NOT NULL,
  entity_id          uuid           NOT NULL,
  type               text           NOT NULL,
  status             text           NOT NULL CHECK (status IN
    ('queued', 'running', 'retrying', 'completed', 'dead_lettered', 'cancelled')),
  attempts           integer        NOT NULL,
  model              text,
  payload            json           NOT NULL,
  estimated_tokens   bigint         NOT NULL,
  estimated_cost_usd numeric(24,10) NOT NULL,
  tokens_used        bigint         NOT NULL,
  cost_usd           numeric(24,10) NOT NULL,
  result             json,
  error              text,
  bullmq_job_id      text           NOT NULL,
  idempotency_key    text,
  created_at         timestamptz    NOT NULL,
  started_at         timestamptz,
  completed_at       timestamptz,
  next_attempt_at    timestamptz
);
CREATE INDEX agent_tasks_listing ON agent_tasks (agent_id, created_at, task_id);
CREATE INDEX agent_tasks_open ON agent_tasks (agent_id, created_at, task_id)
  WHERE status IN ('queued', 'running', 'retrying');

CREATE INDEX agent_tasks_queued ON agent_tasks (created_at) WHERE status = 'queued';
CREATE INDEX agent_tasks_due ON agent_tasks (next_attempt_at) WHERE status = 'retrying';

-- One chain per agent: hash = SHA-256 of the canonical entry, which holds the hash before it.
CREATE TABLE ledger_entries (
  entry_id      uuid        PRIMARY KEY,
  agent_id      uuid        NOT NULL,
  entity_id     uuid        NOT NULL,
  sequence      bigint      NOT NULL CHECK (sequence > 0),
  type          text        NOT NULL,
  event_id      uuid        NOT NULL,
  details       text        NOT NULL,
  previous_hash text        NOT NULL,
  hash          text        NOT NULL,
  created_at    timestamptz NOT NULL,
  UNIQUE (agent_id, sequence)
);
CREATE INDEX ledger_entries_listing ON ledger_entries (agent_id, created_at, sequence);

-- One row per event, of whatever kind.
CREATE TABLE system_events (
  event_id       uuid        PRIMARY KEY,
  agent_id       uuid        NOT NULL,
  entity_id      uuid        NOT NULL,
  type           text        NOT NULL,
  aggregate_type text        NOT NULL,
  sequence       bigint      NOT NULL,
  occurred_at    timestamptz NOT NULL
);
CREATE INDEX system_events_listing ON system_events (agent_id, occurred_at, event_id);

CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_change();
