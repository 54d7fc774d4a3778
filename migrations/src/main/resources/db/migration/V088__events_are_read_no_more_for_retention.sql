-- The policy of V073, which nobody needs any more.
-- Whoever waits for this lock makes all writers of events wait behind: rather give up and try again.
DO $$
BEGIN
  FOR n IN 1..200 LOOP
    BEGIN
      SET LOCAL lock_timeout = '500ms';
      DROP POLICY IF EXISTS domain_event_entry_migrating ON domain_event_entry;
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      PERFORM pg_sleep(0.3);
    END;
  END LOOP;
  RAISE EXCEPTION 'the policy domain_event_entry_migrating could not be dropped';
END $$;
