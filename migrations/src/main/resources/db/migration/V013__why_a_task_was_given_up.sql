-- Why a task was given up, as its event says. A column without a default: nothing is rewritten. Tasks
-- that were given up before show it after a rebuild of the read tables.
ALTER TABLE agent_tasks ADD failure_reason text;

-- They know nothing of the column, and are made again.
TRUNCATE audit_checkpoints;
