-- How long an attempt of a task may run, and what its model calls may be and cost together; null
-- where nobody said so. Columns without a default: nothing is rewritten.
ALTER TABLE agent_tasks
  ADD max_duration_seconds integer CHECK (max_duration_seconds > 0),
  ADD max_calls integer CHECK (max_calls >= 0),
  ADD max_cost_usd numeric(24,10) CHECK (max_cost_usd >= 0);

-- When the attempt ends whatever its worker says, by this server's clock; null for attempts that
-- began before. No lease goes beyond it.
ALTER TABLE task_leases ADD ends_at timestamptz;

-- They know nothing of these columns, and are made again.
TRUNCATE audit_checkpoints;
