-- Tasks whose error, or whose approval's reason, is of a day of its own: what TaskTimes has left of
-- them, which is nothing. Most errors are of tasks that were given up, which the end brought. What
-- comes while processes of the version before go on is filled by infra/verify-store --rebuild.
UPDATE agent_tasks t SET error_at = s.failed_at FROM said_of_tasks s
  WHERE s.task_id = t.task_id AND s.failed_at IS NOT NULL
    AND t.error IS NOT NULL AND t.status <> 'dead_lettered';
UPDATE agent_tasks t SET approved_at = s.approved_at FROM said_of_tasks s
  WHERE s.task_id = t.task_id AND s.approved_at IS NOT NULL;
DROP TABLE said_of_tasks;

-- Whoever waits for this lock makes all writers of tasks wait behind: rather give up and try again.
DO $$
BEGIN
  FOR n IN 1..200 LOOP
    BEGIN
      SET LOCAL lock_timeout = '500ms';
      DROP POLICY agent_tasks_migrating ON agent_tasks;
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      PERFORM pg_sleep(0.3);
    END;
  END LOOP;
  RAISE EXCEPTION 'the policy agent_tasks_migrating could not be dropped';
END $$;
