-- Limits that many agents share: those of an entity and the platform's. A budget has a line, a
-- ledger and events of its own, under an id that follows from its entity's (agent_id).
CREATE TABLE budgets (
  agent_id               uuid           PRIMARY KEY,
  entity_id              uuid           NOT NULL,
  level                  text           NOT NULL CHECK (level IN ('entity', 'platform')),
  monthly_token_limit    bigint         CHECK (monthly_token_limit >= 0),
  monthly_cost_limit_usd numeric(24,10) CHECK (monthly_cost_limit_usd >= 0),
  daily_token_limit      bigint         CHECK (daily_token_limit >= 0),
  daily_cost_limit_usd   numeric(24,10) CHECK (daily_cost_limit_usd >= 0),
  overage_policy         text           NOT NULL CHECK (overage_policy IN ('block', 'alert_only', 'allow')),
  updated_at             timestamptz    NOT NULL
);
CREATE INDEX budgets_of_entity ON budgets (entity_id);

-- What a limit is higher by for a while: a quota's under its agent's id, a budget's under its own.
CREATE TABLE limit_raises (
  raise_id   uuid           PRIMARY KEY,
  agent_id   uuid           NOT NULL,
  entity_id  uuid           NOT NULL,
  of_window  text           NOT NULL CHECK (of_window IN ('month', 'day')),
  tokens     bigint         CHECK (tokens > 0),
  cost_usd   numeric(24,10) CHECK (cost_usd > 0),
  until      timestamptz    NOT NULL,
  reason     text           NOT NULL,
  raised_by  text           NOT NULL,
  raised_at  timestamptz    NOT NULL
);
CREATE INDEX limit_raises_of_agent ON limit_raises (agent_id, until);

-- What is stopped, and what was.
CREATE TABLE brakes (
  brake_id       uuid        PRIMARY KEY,
  agent_id       uuid        NOT NULL,
  entity_id      uuid        NOT NULL,
  scope          text        NOT NULL CHECK (scope IN ('fleet', 'entity', 'agent', 'model', 'task_type')),
  id             text,
  of_entity      uuid,
  reason         text        NOT NULL,
  braked_by      text        NOT NULL,
  since          timestamptz NOT NULL,
  released_at    timestamptz,
  released_by    text,
  release_reason text
);
CREATE INDEX brakes_in_force ON brakes (since) WHERE released_at IS NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['budgets', 'limit_raises', 'brakes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO genii_query
      USING ((SELECT genii_role()) = ''admin''
         OR ((SELECT genii_role()) = ''founder'' AND entity_id = (SELECT genii_entity()))
         OR ((SELECT genii_role()) = ''agent'' AND agent_id = (SELECT genii_agent())))',
      t || '_query', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_rebuild
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_rebuild', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO genii_command', t);
    EXECUTE format('GRANT SELECT ON %I TO genii_query, genii_system', t);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I TO genii_rebuild', t);
  END LOOP;
END $$;
-- What concerns every command says nothing of anybody.
ALTER POLICY brakes_command ON brakes
  USING (agent_id = (SELECT genii_agent()) OR (SELECT genii_role()) = 'command');
-- A founder sees what stops the entity, a brake of everything, too.
ALTER POLICY brakes_query ON brakes
  USING ((SELECT genii_role()) = 'admin'
     OR ((SELECT genii_role()) = 'founder'
         AND (of_entity = (SELECT genii_entity()) OR of_entity IS NULL)));

-- Days beside months; an agent that had no limit of a day has none. What was used on the day of
-- this change and before it counts in no day.
ALTER TABLE agent_quotas
  ADD daily_token_limit bigint CHECK (daily_token_limit >= 0),
  ADD daily_cost_limit_usd numeric(24,10) CHECK (daily_cost_limit_usd >= 0),
  ADD max_cost_per_minute_usd numeric(24,10) CHECK (max_cost_per_minute_usd >= 0),
  ADD day text,
  ADD daily_tokens_used bigint,
  ADD daily_tokens_reserved bigint,
  ADD daily_cost_used_usd numeric(24,10),
  ADD daily_cost_reserved_usd numeric(24,10);
CREATE INDEX agent_quotas_of_entity ON agent_quotas (entity_id);

-- They know nothing of these columns, and are made again.
TRUNCATE audit_checkpoints;

-- What an agent may take of a budget by itself, with all that it has used and holds already. Made
-- anew whenever it is missing; nothing is lost with it.
CREATE TABLE budget_slices (
  budget_id       uuid           NOT NULL,
  agent_id        uuid           NOT NULL,
  entity_id       uuid           NOT NULL,
  period          text           NOT NULL,
  day             text           NOT NULL,
  monthly_tokens  numeric        NOT NULL,
  monthly_cost    numeric        NOT NULL,
  daily_tokens    numeric        NOT NULL,
  daily_cost      numeric        NOT NULL,
  until           timestamptz    NOT NULL,
  PRIMARY KEY (budget_id, agent_id)
);
ALTER TABLE budget_slices ENABLE ROW LEVEL SECURITY;
ALTER TABLE budget_slices FORCE ROW LEVEL SECURITY;
CREATE POLICY budget_slices_command ON budget_slices TO genii_command
  USING (agent_id = (SELECT genii_agent()) OR budget_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY budget_slices_system ON budget_slices TO genii_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON budget_slices TO genii_command;
GRANT SELECT ON budget_slices TO genii_system;

-- Whose events are the platform's own: see Ids.PLATFORM.
CREATE FUNCTION genii_platform() RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT 'c62d9171-0bd7-51a2-a3b5-12d5ce28fd75'::uuid $$;

-- What the functions below add up over agents that no login may look at beside each other. They run
-- as the owner, who sees it inside them alone: whoever logs in as the owner is no other.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agents', 'agent_quotas', 'budgets', 'limit_raises'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO CURRENT_USER
      USING (current_user <> session_user)', t || '_sums', t);
  END LOOP;
END $$;
CREATE POLICY budget_slices_sums ON budget_slices TO CURRENT_USER
  USING (current_user <> session_user) WITH CHECK (false);

-- The limits above an agent's own, as they are at a moment, with what it may take of them by itself.
-- Until the end of the transaction nobody takes that away.
CREATE FUNCTION genii_budgets(p_agent uuid, p_entity uuid, p_at timestamptz)
RETURNS TABLE (o_budget uuid, o_entity uuid, o_level text, o_policy text,
  o_monthly_tokens numeric, o_monthly_cost numeric, o_daily_tokens numeric, o_daily_cost numeric,
  o_raised_until timestamptz, o_period text, o_day text, o_slice_until timestamptz,
  o_slice_monthly_tokens numeric, o_slice_monthly_cost numeric,
  o_slice_daily_tokens numeric, o_slice_daily_cost numeric)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('genii.slices:' || p_entity, 0)),
          pg_advisory_xact_lock_shared(hashtextextended('genii.slices:' || genii_platform(), 0));
  -- A statement of its own: it sees what was committed while the locks were waited for.
  RETURN QUERY
    SELECT b.agent_id, b.entity_id, b.level, b.overage_policy,
      b.monthly_token_limit + r.month_tokens, b.monthly_cost_limit_usd + r.month_cost,
      b.daily_token_limit + r.day_tokens, b.daily_cost_limit_usd + r.day_cost,
      r.until, s.period, s.day, s.until,
      s.monthly_tokens, s.monthly_cost, s.daily_tokens, s.daily_cost
    FROM budgets b
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(tokens) FILTER (WHERE of_window = 'month'), 0) AS month_tokens,
        coalesce(sum(cost_usd) FILTER (WHERE of_window = 'month'), 0) AS month_cost,
        coalesce(sum(tokens) FILTER (WHERE of_window = 'day'), 0) AS day_tokens,
        coalesce(sum(cost_usd) FILTER (WHERE of_window = 'day'), 0) AS day_cost,
        min(l.until) AS until
      FROM limit_raises l WHERE l.agent_id = b.agent_id AND l.until > p_at) r
    LEFT JOIN budget_slices s ON s.budget_id = b.agent_id AND s.agent_id = p_agent
    WHERE b.entity_id IN (p_entity, genii_platform())
      AND num_nonnulls(b.monthly_token_limit, b.monthly_cost_limit_usd, b.daily_token_limit,
        b.daily_cost_limit_usd) > 0
    ORDER BY b.level;
END $$;
REVOKE EXECUTE ON FUNCTION genii_budgets(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION genii_budgets(uuid, uuid, timestamptz) TO genii_command;

-- What the agents of a budget have used, hold, and may take by themselves, without one of them.
-- A slice counts in its month and day also when it is over: who went by it may not have committed
-- yet. It goes by genii_recall alone.
CREATE FUNCTION genii_budget_totals(p_budget uuid, p_without uuid, p_period text, p_day text)
RETURNS TABLE (o_kind text, o_used numeric, o_held numeric, o_taken numeric, o_has_moved_on boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_entity uuid := (SELECT b.entity_id FROM budgets b
    WHERE b.agent_id = p_budget AND b.level <> 'platform');
  v_next_day text := (p_day::date + 1)::text;
  v_next_period text := to_char((p_period || '-01')::date + interval '1 month', 'YYYY-MM');
BEGIN
  RETURN QUERY
    SELECT f.kind, coalesce(sum(f.used), 0), coalesce(sum(f.held), 0),
      coalesce(sum(greatest(f.used + f.held, coalesce(f.slice, 0))), 0),
      coalesce(bool_or(q.day = v_next_day OR q.period = v_next_period), false)
    FROM (SELECT a.* FROM agent_quotas a WHERE a.entity_id = v_entity
      UNION ALL SELECT a.* FROM agent_quotas a WHERE v_entity IS NULL) q
    LEFT JOIN budget_slices s ON s.budget_id = p_budget AND s.agent_id = q.agent_id
    CROSS JOIN LATERAL (VALUES
      ('MONTH/TOKENS', CASE WHEN q.period = p_period THEN q.monthly_tokens_used ELSE 0 END::numeric,
        CASE WHEN q.period = p_period THEN q.monthly_tokens_reserved ELSE 0 END::numeric,
        CASE WHEN s.period = p_period THEN s.monthly_tokens END),
      ('MONTH/COST', CASE WHEN q.period = p_period THEN q.monthly_cost_used_usd ELSE 0 END,
        CASE WHEN q.period = p_period THEN q.monthly_cost_reserved_usd ELSE 0 END,
        CASE WHEN s.period = p_period THEN s.monthly_cost END),
      ('DAY/TOKENS', CASE WHEN q.day = p_day THEN q.daily_tokens_used ELSE 0 END::numeric,
        CASE WHEN q.day = p_day THEN q.daily_tokens_reserved ELSE 0 END::numeric,
        CASE WHEN s.day = p_day THEN s.daily_tokens END),
      ('DAY/COST', CASE WHEN q.day = p_day THEN q.daily_cost_used_usd ELSE 0 END,
        CASE WHEN q.day = p_day THEN q.daily_cost_reserved_usd ELSE 0 END,
        CASE WHEN s.day = p_day THEN s.daily_cost END)
      ) f (kind, used, held, slice)
    WHERE q.agent_id IS DISTINCT FROM p_without
    GROUP BY f.kind;
END $$;
REVOKE EXECUTE ON FUNCTION genii_budget_totals(uuid, uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION genii_budget_totals(uuid, uuid, text, text)
  TO genii_command, genii_system;

-- The same for who reads: a caller sees the sums of what it belongs to, and an admin all of them.
CREATE FUNCTION genii_levels(p_period text, p_day text, p_at timestamptz)
RETURNS TABLE (o_level text, o_entity uuid, o_kind text, o_limit numeric, o_policy text,
  o_used numeric, o_held numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v_entity uuid;
BEGIN
  v_entity := CASE genii_role()
    WHEN 'agent' THEN (SELECT a.entity_id FROM agents a WHERE a.agent_id = genii_agent())
    WHEN 'founder' THEN genii_entity() END;
  IF genii_role() NOT IN ('agent', 'founder', 'admin') THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT b.level, b.entity_id, f.kind, f."limit" + coalesce((SELECT sum(
          CASE WHEN f.kind LIKE '%TOKENS' THEN l.tokens ELSE l.cost_usd END) FROM limit_raises l
        WHERE l.agent_id = b.agent_id AND l.until > p_at
          AND f.kind LIKE upper(l.of_window) || '/%'), 0), b.overage_policy,
      coalesce(sum(f.used), 0), coalesce(sum(f.held), 0)
    FROM budgets b
    LEFT JOIN LATERAL (
      SELECT * FROM agent_quotas p WHERE b.level = 'platform'
      UNION ALL
      SELECT * FROM agent_quotas e WHERE b.level = 'entity' AND e.entity_id = b.entity_id) q ON true
    CROSS JOIN LATERAL (VALUES
      ('MONTH/TOKENS', b.monthly_token_limit::numeric,
        CASE WHEN q.period = p_period THEN q.monthly_tokens_used ELSE 0 END::numeric,
        CASE WHEN q.period = p_period THEN q.monthly_tokens_reserved ELSE 0 END::numeric),
      ('MONTH/COST', b.monthly_cost_limit_usd,
        CASE WHEN q.period = p_period THEN q.monthly_cost_used_usd ELSE 0 END,
        CASE WHEN q.period = p_period THEN q.monthly_cost_reserved_usd ELSE 0 END),
      ('DAY/TOKENS', b.daily_token_limit::numeric,
        CASE WHEN q.day = p_day THEN q.daily_tokens_used ELSE 0 END::numeric,
        CASE WHEN q.day = p_day THEN q.daily_tokens_reserved ELSE 0 END::numeric),
      ('DAY/COST', b.daily_cost_limit_usd,
        CASE WHEN q.day = p_day THEN q.daily_cost_used_usd ELSE 0 END,
        CASE WHEN q.day = p_day THEN q.daily_cost_reserved_usd ELSE 0 END)
      ) f (kind, "limit", used, held)
    WHERE genii_role() = 'admin' OR b.entity_id IN (v_entity, genii_platform())
    GROUP BY b.level, b.entity_id, b.agent_id, b.overage_policy, f.kind, f."limit";
END $$;
REVOKE EXECUTE ON FUNCTION genii_levels(text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION genii_levels(text, text, timestamptz) TO genii_query;

-- Takes all slices of a budget back, once nobody goes by them.
CREATE FUNCTION genii_recall(p_budget uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET lock_timeout = '1s'
SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('genii.slices:' || (
    SELECT b.entity_id FROM budgets b WHERE b.agent_id = p_budget), 0));
  DELETE FROM budget_slices s WHERE s.budget_id = p_budget;
END $$;
REVOKE EXECUTE ON FUNCTION genii_recall(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION genii_recall(uuid) TO genii_command;

-- Whether an agent of this entity shares any limit.
CREATE FUNCTION genii_is_budgeted(p_entity uuid) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM budgets b WHERE b.entity_id IN (p_entity, genii_platform())
    AND num_nonnulls(b.monthly_token_limit, b.monthly_cost_limit_usd, b.daily_token_limit,
      b.daily_cost_limit_usd) > 0)
$$;
REVOKE EXECUTE ON FUNCTION genii_is_budgeted(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION genii_is_budgeted(uuid) TO genii_command;

-- As before, and whether any brake is in force, and any budget for this agent. A command holds both
-- still until it ends: who sets one waits for the commands that don't know it. And where the chain
-- of its ledger ends, which nobody but the command moves.
DROP FUNCTION genii_enter(uuid, uuid, uuid, text, text);
CREATE FUNCTION genii_enter(p_agent uuid, p_quota uuid, p_entity uuid, p_subject text, p_hash text,
  OUT o_entity uuid, OUT o_agent_version bigint, OUT o_quota_version bigint, OUT o_prices bigint,
  OUT o_void_through timestamptz, OUT o_key_until timestamptz, OUT o_braked boolean, OUT o_budgeted boolean,
  OUT o_entry bigint, OUT o_entry_hash text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.agent_id', p_agent::text, true),
          set_config('genii.role', 'command', true),
          set_config('genii.subject', coalesce(p_subject, ''), true),
          pg_advisory_xact_lock(hashtextextended(p_agent::text, 0)),
          pg_advisory_xact_lock_shared(hashtextextended('genii.prices', 0)),
          pg_advisory_xact_lock_shared(hashtextextended('genii.brakes', 0)),
          pg_advisory_xact_lock_shared(hashtextextended('genii.budgets', 0));
  IF p_subject IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('genii.subject:' || p_subject, 0));
  END IF;
  -- A statement of its own: it sees what was committed while the locks were waited for.
  SELECT coalesce((SELECT a.entity_id FROM agents a WHERE a.agent_id = p_agent), p_entity),
         (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_agent::text
           ORDER BY e.sequence_number DESC LIMIT 1),
         (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_quota::text
           ORDER BY e.sequence_number DESC LIMIT 1),
         (SELECT p.book_version FROM model_prices p ORDER BY p.book_version DESC LIMIT 1),
         CASE WHEN p_subject IS NULL
           THEN (SELECT a.tokens_void_through FROM agents a WHERE a.agent_id = p_agent)
           ELSE (SELECT r.through FROM revoked_subjects r WHERE r.subject = p_subject
                  ORDER BY r.through DESC LIMIT 1) END,
         EXISTS (SELECT FROM brakes b WHERE b.released_at IS NULL)
    INTO o_entity, o_agent_version, o_quota_version, o_prices, o_void_through, o_braked;
  IF p_hash IS NOT NULL THEN
    SELECT coalesce(least(k.expires_at, s.valid_until), 'infinity') INTO o_key_until
      FROM agent_key_secrets s JOIN agent_keys k ON k.key_id = s.key_id
      JOIN agents a ON a.agent_id = k.agent_id
      WHERE s.hash = p_hash AND k.revoked_at IS NULL AND a.status <> 'terminated';
  END IF;
  PERFORM set_config('genii.entity_id', coalesce(o_entity::text, ''), true);
  o_budgeted := genii_is_budgeted(o_entity);
  -- By the settings of the statement before.
  SELECT l.sequence, l.hash INTO o_entry, o_entry_hash FROM ledger_entries l
    WHERE l.agent_id = p_agent ORDER BY l.sequence DESC LIMIT 1;
END $$;
