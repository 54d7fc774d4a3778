-- The keys that agents' text is sealed under, in a schema of their own: its rows go into a backup of
-- their own. A day's key is wrapped under its agent's, that one under the master key, which is in no
-- table. A key that was destroyed leaves its row, so that it is never made anew.
CREATE SCHEMA sealing_keys;

CREATE TABLE sealing_keys.of_agents (
  agent_id     uuid        PRIMARY KEY,
  wrapped      bytea,
  master_id    text        NOT NULL,
  made_at      timestamptz NOT NULL,
  destroyed_at timestamptz,
  -- Of what was wrapped: hexadecimal digits that a certificate names it by.
  fingerprint  text,
  CONSTRAINT of_agents_is_there_or_destroyed CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE sealing_keys.of_days (
  agent_id     uuid        NOT NULL,
  day          date        NOT NULL,
  wrapped      bytea,
  made_at      timestamptz NOT NULL,
  destroyed_at timestamptz,
  fingerprint  text,
  PRIMARY KEY (agent_id, day),
  CONSTRAINT of_days_is_there_or_destroyed CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

-- Through which day an agent's keys are gone, also of days that had none: 'infinity' is all of them.
-- Each process looks once a second for what is new here.
CREATE TABLE sealing_keys.destroyed (
  agent_id     uuid        PRIMARY KEY,
  through      date        NOT NULL,
  destroyed_at timestamptz NOT NULL
);
CREATE INDEX destroyed_lately ON sealing_keys.destroyed (destroyed_at);

-- Whoever asks: what is destroyed stays so.
CREATE FUNCTION sealing_keys.stay_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'destroyed' THEN
    IF NEW.agent_id = OLD.agent_id AND NEW.through >= OLD.through THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD.destroyed_at IS NULL THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% of %.% refused: a key that was destroyed stays so',
    TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- The settings of a caller's transaction open none of these tables: only the runtime's own work
-- with keys, which names itself 'keys', does.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['of_agents', 'of_days', 'destroyed'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON sealing_keys.%I
      FOR EACH ROW EXECUTE FUNCTION sealing_keys.stay_destroyed()', t || '_stay', t);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON sealing_keys.%I
      FOR EACH STATEMENT EXECUTE FUNCTION sealing_keys.stay_destroyed()', t || '_stay_all', t);
    EXECUTE format('ALTER TABLE sealing_keys.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE sealing_keys.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON sealing_keys.%I TO genii_command
      USING ((SELECT genii_role()) = ''keys'' AND agent_id = (SELECT genii_agent()))
      WITH CHECK ((SELECT genii_role()) = ''keys'' AND agent_id = (SELECT genii_agent()))',
      t || '_command', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['of_agents', 'of_days'] LOOP
    EXECUTE format('CREATE POLICY %I ON sealing_keys.%I FOR SELECT TO genii_query
      USING ((SELECT genii_role()) = ''keys'' AND agent_id = (SELECT genii_agent()))',
      t || '_query', t);
    -- Its changes destroy and do nothing else.
    EXECUTE format('CREATE POLICY %I ON sealing_keys.%I AS RESTRICTIVE FOR UPDATE TO genii_command
      USING (true) WITH CHECK (wrapped IS NULL)', t || '_command_destroys', t);
  END LOOP;
END $$;
CREATE POLICY destroyed_seen ON sealing_keys.destroyed FOR SELECT TO genii_command, genii_query
  USING ((SELECT genii_role()) = 'keys');

-- Another master key: agents' keys are wrapped anew. It may not say that one is destroyed, and so it
-- can't take one away.
CREATE POLICY of_agents_system ON sealing_keys.of_agents TO genii_system
  USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA sealing_keys TO genii_command, genii_query, genii_system;
GRANT SELECT, INSERT ON sealing_keys.of_agents, sealing_keys.of_days, sealing_keys.destroyed
  TO genii_command;
GRANT UPDATE (wrapped, destroyed_at, fingerprint) ON sealing_keys.of_agents, sealing_keys.of_days
  TO genii_command;
GRANT UPDATE (through, destroyed_at) ON sealing_keys.destroyed TO genii_command;
GRANT SELECT ON sealing_keys.of_agents, sealing_keys.of_days, sealing_keys.destroyed
  TO genii_query;
GRANT SELECT, UPDATE (wrapped, master_id) ON sealing_keys.of_agents TO genii_system;
