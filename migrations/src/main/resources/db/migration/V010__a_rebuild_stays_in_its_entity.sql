-- A rebuild writes one agent's rows, and only as that agent's entity: a row with another's entity
-- would show to another founder.
DO $$
DECLARE p record;
BEGIN
  FOR p IN SELECT policyname, tablename FROM pg_policies
            WHERE schemaname = current_schema() AND 'genii_rebuild' = ANY (roles) LOOP
    EXECUTE format('ALTER POLICY %I ON %I
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      p.policyname, p.tablename);
  END LOOP;
END $$;
