-- Why a task was given up, as its event says. A column without a default: nothing is rewritten.
ALTER TABLE agent_tasks ADD failure_reason text;

-- Tasks that were given up before: by their ledger entries, found by agent and time. FORCE would
-- hide all rows from the owner.
ALTER TABLE agent_tasks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_entries NO FORCE ROW LEVEL SECURITY;
UPDATE agent_tasks t SET failure_reason = e.details::json ->> 'reason'
  FROM ledger_entries e
  WHERE t.status = 'dead_lettered' AND e.agent_id = t.agent_id AND e.created_at = t.completed_at
    AND e.type = 'task_dead_lettered' AND e.details::json ->> 'task_id' = t.task_id::text;
ALTER TABLE agent_tasks FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_entries FORCE ROW LEVEL SECURITY;

-- They know nothing of the column, and are made again.
TRUNCATE audit_checkpoints;
