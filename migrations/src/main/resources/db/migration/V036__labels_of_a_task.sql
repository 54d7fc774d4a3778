-- What a task is found by, its payload's hash and how many model calls it made; null where nobody
-- said so. No column that rewrites the table.
ALTER TABLE agent_tasks
  ADD labels json,
  ADD payload_sha256 text,
  ADD calls bigint NOT NULL DEFAULT 0;

-- The calls that tasks have made by now. FORCE would hide all rows from the owner.
ALTER TABLE agent_tasks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE agent_quota_usage NO FORCE ROW LEVEL SECURITY;
UPDATE agent_tasks t SET calls = u.calls
  FROM (SELECT task_id, count(*) AS calls FROM agent_quota_usage
        WHERE call_id IS NOT NULL AND task_id IS NOT NULL GROUP BY task_id) u
  WHERE u.task_id = t.task_id;
ALTER TABLE agent_tasks FORCE ROW LEVEL SECURITY;
ALTER TABLE agent_quota_usage FORCE ROW LEVEL SECURITY;

-- They know nothing of these columns, and are made again.
TRUNCATE audit_checkpoints;

-- The labels again, each a row of its own: the operators that would look into a document by an
-- index are not leakproof, so that under row-level security PostgreSQL looks at every row instead.
-- created_at is its task's: a list in the order of tasks is read from an index alone.
CREATE TABLE task_labels (
  label_id   uuid        PRIMARY KEY,
  agent_id   uuid        NOT NULL,
  entity_id  uuid        NOT NULL,
  task_id    uuid        NOT NULL,
  name       text        NOT NULL,
  value      text        NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX task_labels_of_agent ON task_labels (agent_id, name, value, created_at, task_id);
CREATE INDEX task_labels_of_entity ON task_labels (entity_id, name, value, created_at, task_id);
CREATE INDEX task_labels_of_all ON task_labels (name, value, created_at, task_id);
CREATE INDEX task_labels_of_task ON task_labels (task_id, name, value);

ALTER TABLE task_labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_labels FORCE ROW LEVEL SECURITY;
CREATE POLICY task_labels_command ON task_labels TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY task_labels_query ON task_labels FOR SELECT TO genii_query
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity()))
     OR ((SELECT genii_role() = 'agent') AND agent_id = (SELECT genii_agent())));
CREATE POLICY task_labels_system ON task_labels TO genii_system USING (true) WITH CHECK (true);
CREATE POLICY task_labels_rebuild ON task_labels TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT ON task_labels TO genii_command;
GRANT SELECT ON task_labels TO genii_query, genii_system;
GRANT SELECT, INSERT, DELETE ON task_labels TO genii_rebuild;

-- Who sees what stays as it is, said so that PostgreSQL guesses better how many rows that leaves: of
-- a comparison with what it doesn't know it expects one row in 200, and then reads and sorts all
-- rows of an agent where the first fifty of an index would do. Of a flag it expects half.
ALTER POLICY agent_tasks_query ON agent_tasks
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity()))
     OR ((SELECT genii_role() = 'agent') AND agent_id = (SELECT genii_agent())));
