-- Every command asks this once. In SQL it was planned anew each time, which cost ten times what it
-- does; PL/pgSQL keeps the plan for the session.
CREATE OR REPLACE FUNCTION genii_is_budgeted(p_entity uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM budgets b WHERE b.entity_id IN (p_entity, genii_platform())
    AND num_nonnulls(b.monthly_token_limit, b.monthly_cost_limit_usd, b.daily_token_limit,
      b.daily_cost_limit_usd) > 0);
END $$;
