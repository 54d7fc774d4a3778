-- Alerts of the whole fleet and to more than one place, each told once per crossing; and what
-- carries a task's trace from its submission to its worker.

-- An alert of the whole fleet names no agent. body is what its channel is sent beside the message.
ALTER TABLE alerts
  ALTER agent_id DROP NOT NULL,
  ALTER entity_id DROP NOT NULL,
  ADD channel text NOT NULL DEFAULT 'slack' CHECK (channel IN ('slack', 'pagerduty')),
  ADD body text;

-- Instead of alert_pause, which the previous version still reads while it is replaced.
CREATE TABLE alert_channels (
  channel      text        PRIMARY KEY,
  paused_until timestamptz NOT NULL
);
INSERT INTO alert_channels VALUES ('slack', 'epoch'), ('pagerduty', 'epoch');

-- The thresholds that an agent is above of, since when: a row is one crossing.
CREATE TABLE alert_levels (
  agent_id  uuid        NOT NULL,
  entity_id uuid        NOT NULL,
  kind      text        NOT NULL,
  since     timestamptz NOT NULL,
  PRIMARY KEY (agent_id, kind)
);

-- The same for the whole fleet, and what it is measured by: all processes add to the minute's row.
CREATE TABLE fleet_levels (
  kind     text        PRIMARY KEY,
  alert_id uuid        NOT NULL,
  channel  text        NOT NULL,
  since    timestamptz NOT NULL
);
CREATE TABLE fleet_counts (
  kind   text        NOT NULL,
  minute timestamptz NOT NULL,
  total  bigint      NOT NULL,
  bad    bigint      NOT NULL,
  PRIMARY KEY (kind, minute)
);

-- Where a sampled task was submitted from, so that its worker goes on with the same trace.
CREATE TABLE task_traces (
  task_id     uuid        PRIMARY KEY,
  agent_id    uuid        NOT NULL,
  entity_id   uuid        NOT NULL,
  traceparent text        NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE INDEX task_traces_expiry ON task_traces (created_at);

ALTER TABLE task_leases ADD started_at timestamptz;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['alert_levels', 'task_traces'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
  END LOOP;
END $$;
CREATE POLICY task_traces_command ON task_traces TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
-- As with idempotency keys: the owner, whom FORCE binds too, sees what has expired and no more.
CREATE POLICY task_traces_expiry ON task_traces TO CURRENT_USER
  USING (created_at < now() - interval '30 days');

GRANT SELECT, UPDATE ON alert_channels TO genii_system;
GRANT SELECT, INSERT, DELETE ON alert_levels TO genii_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON fleet_levels, fleet_counts TO genii_system;
GRANT SELECT, INSERT ON task_traces TO genii_command;

SELECT cron.schedule('genii-expire-task-traces', '17 * * * *', $job$
  DELETE FROM task_traces WHERE task_id IN (
    SELECT task_id FROM task_traces WHERE created_at < now() - interval '30 days' LIMIT 100000)
$job$);
