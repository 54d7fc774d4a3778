-- What agents do again and again. next_due_at is as the schedule's last event reckoned it; null
-- while it is paused. A row goes with its schedule.
CREATE TABLE agent_schedules (
  schedule_id      uuid        PRIMARY KEY,
  agent_id         uuid        NOT NULL,
  entity_id        uuid        NOT NULL,
  cron             text        NOT NULL,
  zone             text        NOT NULL,
  task             json        NOT NULL,
  overlap          text        NOT NULL CHECK (overlap IN ('skip', 'queue')),
  catch_up         text        NOT NULL CHECK (catch_up IN ('none', 'last')),
  created_by       text        NOT NULL,
  created_at       timestamptz NOT NULL,
  next_due_at      timestamptz,
  last_due_at      timestamptz,
  last_task_id     uuid,
  last_skip_at     timestamptz,
  last_skip_reason text
);
CREATE INDEX agent_schedules_listing ON agent_schedules (agent_id, created_at, schedule_id);
-- Whoever looks for what is due reads its first row.
CREATE INDEX agent_schedules_due ON agent_schedules (next_due_at, schedule_id)
  WHERE next_due_at IS NOT NULL;

ALTER TABLE agent_schedules ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_schedules FORCE ROW LEVEL SECURITY;
CREATE POLICY agent_schedules_command ON agent_schedules TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY agent_schedules_query ON agent_schedules FOR SELECT TO genii_query
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity()))
     OR ((SELECT genii_role() = 'agent') AND agent_id = (SELECT genii_agent())));
CREATE POLICY agent_schedules_system ON agent_schedules TO genii_system
  USING (true) WITH CHECK (true);
CREATE POLICY agent_schedules_rebuild ON agent_schedules TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_schedules TO genii_command;
GRANT SELECT ON agent_schedules TO genii_query, genii_system;
GRANT SELECT, INSERT, DELETE ON agent_schedules TO genii_rebuild;

-- The schedule that a task is a run of.
ALTER TABLE agent_tasks ADD schedule_id uuid;

-- They know nothing of these, and are made again.
TRUNCATE audit_checkpoints;
