-- When a task is to run, and how; who must let it run. All of it is null where its submission said
-- nothing of it. Columns without a default: nothing is rewritten.
ALTER TABLE agent_tasks
  ADD priority integer CHECK (priority > 0),
  ADD run_at timestamptz,
  ADD expires_at timestamptz,
  ADD max_retries integer CHECK (max_retries >= 0),
  ADD retry_base_ms bigint CHECK (retry_base_ms >= 0),
  ADD retry_max_ms bigint CHECK (retry_max_ms >= 0),
  ADD approval_expires_at timestamptz,
  ADD approval_decided_by text,
  ADD approval_reason text;

-- When a task was queued that is queued now, unless that was its submission.
ALTER TABLE agent_tasks ADD queued_at timestamptz;

-- Four states more. Every row has one of the former ones: they need not be looked at.
ALTER TABLE agent_tasks DROP CONSTRAINT agent_tasks_status_check;
ALTER TABLE agent_tasks ADD CONSTRAINT agent_tasks_status_check CHECK (status IN
  ('scheduled', 'awaiting_approval', 'queued', 'running', 'retrying', 'completed', 'dead_lettered',
   'cancelled', 'expired', 'denied')) NOT VALID;

-- They know nothing of these columns, and are made again.
TRUNCATE audit_checkpoints;
