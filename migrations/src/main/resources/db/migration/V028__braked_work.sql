-- The attempt that a brake ended, of a task whose next attempt holds nothing yet.
ALTER TABLE agent_tasks ADD braked_attempt integer;

-- The past knows nothing of this column, and is made again.
TRUNCATE audit_checkpoints;

-- Whether a brake has ended the attempt: its process may still say what it used, and nothing else.
ALTER TABLE task_leases ADD braked boolean NOT NULL DEFAULT false;

-- Whose call it is, for a brake that stops the task or its type.
ALTER TABLE running_calls ADD task_id uuid, ADD attempt integer, ADD task_type text;
