-- Whose keys are destroyed: at a start it is compared with who is erased, since a backup may have
-- brought back an agent from before its erasure.
CREATE POLICY destroyed_system ON sealing_keys.destroyed FOR SELECT TO genii_system USING (true);
GRANT SELECT ON sealing_keys.destroyed TO genii_system;
-- Days whose keys are gone and whose rows a backup brought back: a process that answers questions is
-- not ready before they are empty.
CREATE POLICY retention_runs_query ON retention_runs FOR SELECT TO genii_query
  USING ((SELECT genii_role()) = 'admin');
GRANT SELECT ON retention_runs TO genii_query;
