-- For how many days what the tasks of an entity's agents say is kept; in the line of its budget.
CREATE TABLE retentions (
  agent_id       uuid        PRIMARY KEY,
  entity_id      uuid        NOT NULL,
  retention_days integer     NOT NULL,
  set_by         text        NOT NULL,
  since          timestamptz NOT NULL
);
CREATE INDEX retentions_of_entity ON retentions (entity_id);

ALTER TABLE retentions ENABLE ROW LEVEL SECURITY;
ALTER TABLE retentions FORCE ROW LEVEL SECURITY;
CREATE POLICY retentions_command ON retentions TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
-- Whoever erases a day of an agent asks for its entity's.
CREATE POLICY retentions_seen ON retentions FOR SELECT TO genii_command
  USING (entity_id = (SELECT genii_entity()));
CREATE POLICY retentions_query ON retentions FOR SELECT TO genii_query
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity())));
CREATE POLICY retentions_system ON retentions TO genii_system USING (true) WITH CHECK (true);
CREATE POLICY retentions_rebuild ON retentions TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT, UPDATE, DELETE ON retentions TO genii_command;
GRANT SELECT ON retentions TO genii_query, genii_system;
GRANT SELECT, INSERT, DELETE ON retentions TO genii_rebuild;

-- Days that are being erased, and how many of the steps are done: 0, its key is gone and its rows
-- must be emptied yet (an older backup brought them back); 1, its rows are empty; 2, its key is
-- destroyed, since destroyed_at. A row goes with the last step.
CREATE TABLE retention_runs (
  agent_id     uuid        NOT NULL,
  day          date        NOT NULL,
  entity_id    uuid        NOT NULL,
  step         smallint    NOT NULL,
  destroyed_at timestamptz,
  PRIMARY KEY (agent_id, day)
);

ALTER TABLE retention_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE retention_runs FORCE ROW LEVEL SECURITY;
CREATE POLICY retention_runs_command ON retention_runs TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY retention_runs_system ON retention_runs TO genii_system
  USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON retention_runs TO genii_command;
GRANT SELECT, UPDATE, DELETE ON retention_runs TO genii_system;

-- Single days of which an agent's key is gone, beside sealing_keys.destroyed, which knows through
-- which day they are. Each process looks once a second for what is new here.
CREATE TABLE sealing_keys.destroyed_days (
  agent_id     uuid        NOT NULL,
  day          date        NOT NULL,
  destroyed_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, day)
);
CREATE INDEX destroyed_days_lately ON sealing_keys.destroyed_days (destroyed_at);

CREATE TRIGGER destroyed_days_stay BEFORE UPDATE OR DELETE ON sealing_keys.destroyed_days
  FOR EACH ROW EXECUTE FUNCTION sealing_keys.stay_destroyed();
CREATE TRIGGER destroyed_days_stay_all BEFORE TRUNCATE ON sealing_keys.destroyed_days
  FOR EACH STATEMENT EXECUTE FUNCTION sealing_keys.stay_destroyed();
ALTER TABLE sealing_keys.destroyed_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE sealing_keys.destroyed_days FORCE ROW LEVEL SECURITY;
CREATE POLICY destroyed_days_command ON sealing_keys.destroyed_days TO genii_command
  USING ((SELECT genii_role()) = 'keys' AND agent_id = (SELECT genii_agent()))
  WITH CHECK ((SELECT genii_role()) = 'keys' AND agent_id = (SELECT genii_agent()));
CREATE POLICY destroyed_days_seen ON sealing_keys.destroyed_days FOR SELECT
  TO genii_command, genii_query USING ((SELECT genii_role()) = 'keys');
GRANT SELECT, INSERT ON sealing_keys.destroyed_days TO genii_command;
GRANT SELECT ON sealing_keys.destroyed_days TO genii_query;

-- Keys of days that seal what tasks said and nothing else. Those of before seal names, too, which
-- living agents go by: they are kept as long as their agents. Whatever of a day's key the job that
-- looks for old days sees, it is not the key.
ALTER TABLE sealing_keys.of_days ADD tasks_only boolean NOT NULL DEFAULT false;
CREATE POLICY of_days_system ON sealing_keys.of_days FOR SELECT TO genii_system USING (true);
GRANT SELECT (agent_id, day, destroyed_at, tasks_only) ON sealing_keys.of_days TO genii_system;

-- On which day a task's error and its approval's reason were said, where that is neither the day of
-- its submission nor that of its end: text goes from a row with the key of its day. Null where there
-- is none, or where the end brought it (completed_at). And for V087 alone, which fills them and takes
-- it away: row-level security hides all tasks from the owner.
-- Whoever waits for this lock makes all writers of tasks wait behind: rather give up and try again.
DO $$
BEGIN
  FOR n IN 1..200 LOOP
    BEGIN
      SET LOCAL lock_timeout = '500ms';
      ALTER TABLE agent_tasks
        ADD error_at timestamptz,
        ADD approved_at timestamptz;
      CREATE POLICY agent_tasks_migrating ON agent_tasks TO CURRENT_USER
        USING (true) WITH CHECK (true);
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      PERFORM pg_sleep(0.3);
    END;
  END LOOP;
  RAISE EXCEPTION 'agent_tasks could not be changed: it was in use all the time';
END $$;
