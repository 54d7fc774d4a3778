-- Checkpoints of the past that know nothing of error_at and approved_at are made again.
DO $$
BEGIN
  FOR n IN 1..200 LOOP
    BEGIN
      SET LOCAL lock_timeout = '500ms';
      TRUNCATE audit_checkpoints;
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      PERFORM pg_sleep(0.3);
    END;
  END LOOP;
  RAISE EXCEPTION 'audit_checkpoints could not be emptied: it was in use all the time';
END $$;
