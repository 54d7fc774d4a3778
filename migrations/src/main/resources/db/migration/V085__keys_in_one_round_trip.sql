-- Who asks for a key holds a connection, and shares locks with all others: each of these is one
-- statement and a transaction of its own, however many agents begin a day at once. Who locks looks
-- in statements after that, and so sees what was committed while it waited. A key's fingerprint is
-- of the key itself, from its making on: as it is wrapped it changes with the master key.

-- What is stored of an agent's day; gone: there is none and will be none, forever: of no day.
CREATE FUNCTION sealing_keys.stored(of_agent uuid, of_day date,
  OUT own bytea, OUT master text, OUT wrapped_day bytea, OUT gone boolean, OUT forever boolean)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.role', 'keys', true),
    set_config('genii.agent_id', of_agent::text, true);
  SELECT a.wrapped, a.master_id, d.wrapped,
    a.destroyed_at IS NOT NULL OR d.destroyed_at IS NOT NULL OR y.destroyed_at IS NOT NULL
      OR coalesce(x.through >= of_day, false),
    a.destroyed_at IS NOT NULL OR coalesce(x.through = 'infinity', false)
  INTO own, master, wrapped_day, gone, forever
  FROM (SELECT 1) me
  LEFT JOIN sealing_keys.of_agents a ON a.agent_id = of_agent
  LEFT JOIN sealing_keys.of_days d ON d.agent_id = of_agent AND d.day = of_day
  LEFT JOIN sealing_keys.destroyed x ON x.agent_id = of_agent
  LEFT JOIN sealing_keys.destroyed_days y ON y.agent_id = of_agent AND y.day = of_day;
END $$;

-- The same, once an agent's own key is there: this one, unless there was one, or it is gone.
CREATE FUNCTION sealing_keys.with_agent(of_agent uuid, of_day date, fresh bytea, under text,
  named text,
  OUT own bytea, OUT master text, OUT wrapped_day bytea, OUT gone boolean, OUT forever boolean)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.role', 'keys', true),
    set_config('genii.agent_id', of_agent::text, true);
  PERFORM pg_advisory_xact_lock(hashtextextended(of_agent::text, 1));
  INSERT INTO sealing_keys.of_agents (agent_id, wrapped, master_id, fingerprint, made_at)
  SELECT of_agent, fresh, under, named, clock_timestamp()
  WHERE NOT EXISTS (SELECT FROM sealing_keys.destroyed x
      WHERE x.agent_id = of_agent AND x.through >= of_day)
    AND NOT EXISTS (SELECT FROM sealing_keys.destroyed_days y
      WHERE y.agent_id = of_agent AND y.day = of_day)
  ON CONFLICT DO NOTHING;
  SELECT s.own, s.master, s.wrapped_day, s.gone, s.forever
  INTO own, master, wrapped_day, gone, forever FROM sealing_keys.stored(of_agent, of_day) s;
END $$;

-- The same, once a day's key is there: not without the agent's own, which it is wrapped under. Keys
-- of before seal what is said of the agent itself, too, and say nothing of it.
CREATE FUNCTION sealing_keys.with_day(of_agent uuid, of_day date, fresh bytea, named text,
  OUT own bytea, OUT master text, OUT wrapped_day bytea, OUT gone boolean, OUT forever boolean)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.role', 'keys', true),
    set_config('genii.agent_id', of_agent::text, true);
  PERFORM pg_advisory_xact_lock(hashtextextended(of_agent::text, 1));
  INSERT INTO sealing_keys.of_days (agent_id, day, wrapped, fingerprint, made_at, tasks_only)
  SELECT of_agent, of_day, fresh, named, clock_timestamp(), true
  WHERE EXISTS (SELECT FROM sealing_keys.of_agents a
      WHERE a.agent_id = of_agent AND a.wrapped IS NOT NULL)
    AND NOT EXISTS (SELECT FROM sealing_keys.destroyed x
      WHERE x.agent_id = of_agent AND x.through >= of_day)
    AND NOT EXISTS (SELECT FROM sealing_keys.destroyed_days y
      WHERE y.agent_id = of_agent AND y.day = of_day)
  ON CONFLICT DO NOTHING;
  SELECT s.own, s.master, s.wrapped_day, s.gone, s.forever
  INTO own, master, wrapped_day, gone, forever FROM sealing_keys.stored(of_agent, of_day) s;
END $$;

REVOKE EXECUTE ON FUNCTION sealing_keys.stored(uuid, date) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION sealing_keys.with_agent(uuid, date, bytea, text, text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION sealing_keys.with_day(uuid, date, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sealing_keys.stored(uuid, date),
  sealing_keys.with_agent(uuid, date, bytea, text, text),
  sealing_keys.with_day(uuid, date, bytea, text) TO genii_command;

-- Nothing that is read with this login opens sealed text: it has no business with keys. It sees whose
-- are all destroyed, as it is not ready before these are erased.
DROP POLICY of_agents_query ON sealing_keys.of_agents;
DROP POLICY of_days_query ON sealing_keys.of_days;
ALTER POLICY destroyed_days_seen ON sealing_keys.destroyed_days TO genii_command;
REVOKE SELECT ON sealing_keys.of_agents, sealing_keys.of_days, sealing_keys.destroyed_days
  FROM genii_query;
