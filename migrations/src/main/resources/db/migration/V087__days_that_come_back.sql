-- Days whose keys are gone and whose rows a backup brought back: a process that answers questions is
-- not ready before they are empty.
CREATE POLICY retention_runs_query ON retention_runs FOR SELECT TO genii_query
  USING ((SELECT genii_role()) = 'admin');
GRANT SELECT ON retention_runs TO genii_query;
