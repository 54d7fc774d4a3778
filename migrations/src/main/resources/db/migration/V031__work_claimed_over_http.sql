-- Of an attempt whose agent claimed it itself, that agent reports; and how far an attempt is.
ALTER TABLE task_leases
  ADD by_agent boolean NOT NULL DEFAULT false,
  ADD progress_percent smallint CHECK (progress_percent BETWEEN 0 AND 100),
  ADD progress_message text CHECK (length(progress_message) <= 500);

-- How far a running task is may be seen by whoever may see the task.
CREATE POLICY task_leases_query ON task_leases FOR SELECT TO genii_query
  USING ((SELECT genii_role()) = 'admin'
     OR ((SELECT genii_role()) = 'founder' AND entity_id = (SELECT genii_entity()))
     OR ((SELECT genii_role()) = 'agent' AND agent_id = (SELECT genii_agent())));
GRANT SELECT (task_id, attempt, agent_id, entity_id, progress_percent, progress_message)
  ON task_leases TO genii_query;

-- Which report ended an attempt: one that is repeated word for word has been recorded already.
CREATE TABLE task_reports (
  task_id     uuid        NOT NULL,
  attempt     integer     NOT NULL,
  agent_id    uuid        NOT NULL,
  entity_id   uuid        NOT NULL,
  hash        text        NOT NULL,
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (task_id, attempt)
);
CREATE INDEX task_reports_expiry ON task_reports (expires_at);

ALTER TABLE task_reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_reports FORCE ROW LEVEL SECURITY;
CREATE POLICY task_reports_system ON task_reports TO genii_system
  USING (true) WITH CHECK (true);
CREATE POLICY task_reports_command ON task_reports TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
-- pg_cron's job runs as the owner, whom FORCE binds too: it sees what has expired and no more.
CREATE POLICY task_reports_expiry ON task_reports TO CURRENT_USER
  USING (expires_at < now());
GRANT SELECT, INSERT ON task_reports TO genii_command;
GRANT SELECT ON task_reports TO genii_system;

SELECT cron.schedule('genii-expire-task-reports', '*/10 * * * *', $job$
  DELETE FROM task_reports WHERE (task_id, attempt) IN (
    SELECT task_id, attempt FROM task_reports
    WHERE expires_at < now() LIMIT 10000)
$job$);
