-- A worker process may ask again for the attempt it holds, when the first answer got lost.
ALTER TABLE task_leases ADD COLUMN start_key text;

-- Redriving many tasks at once: what was asked, how far it has come. The cursor is the last task
-- looked at, in the order (completed_at, task_id).
CREATE TABLE redrives (
  redrive_id           uuid        PRIMARY KEY,
  agent_id             uuid,
  dead_lettered_before timestamptz NOT NULL,
  requested_by         text        NOT NULL,
  requested_at         timestamptz NOT NULL,
  matched              bigint      NOT NULL,
  redriven             bigint      NOT NULL DEFAULT 0,
  queue_full           bigint      NOT NULL DEFAULT 0,
  quota_exceeded       bigint      NOT NULL DEFAULT 0,
  skipped              bigint      NOT NULL DEFAULT 0,
  cursor_at            timestamptz NOT NULL DEFAULT 'epoch',
  cursor_task          uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  finished_at          timestamptz
);
CREATE INDEX redrives_unfinished ON redrives (requested_at) WHERE finished_at IS NULL;
CREATE INDEX agent_tasks_dead ON agent_tasks (completed_at, task_id)
  WHERE status = 'dead_lettered';

ALTER TABLE redrives ENABLE ROW LEVEL SECURITY;
ALTER TABLE redrives FORCE ROW LEVEL SECURITY;
CREATE POLICY redrives_system ON redrives TO genii_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON redrives TO genii_system;

-- While Slack is away or asks to be left alone nothing is sent, by whichever process.
CREATE TABLE alert_pause (until timestamptz NOT NULL);
INSERT INTO alert_pause VALUES ('epoch');
GRANT SELECT, UPDATE ON alert_pause TO genii_system;
