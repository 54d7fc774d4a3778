-- Keys that act as their agent. Of a secret there is the hash alone; a key that was rotated has
-- several, each with the moment from which it opens nothing.
CREATE TABLE agent_keys (
  key_id     uuid        PRIMARY KEY,
  agent_id   uuid        NOT NULL,
  entity_id  uuid        NOT NULL,
  name       text        NOT NULL,
  scopes     text        NOT NULL,
  created_by text        NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX agent_keys_of_agent ON agent_keys (agent_id, created_at, key_id);

CREATE TABLE agent_key_secrets (
  secret_id   uuid        PRIMARY KEY,
  key_id      uuid        NOT NULL,
  agent_id    uuid        NOT NULL,
  entity_id   uuid        NOT NULL,
  hash        text        NOT NULL,
  created_at  timestamptz NOT NULL,
  valid_until timestamptz
);
CREATE INDEX agent_key_secrets_by_hash ON agent_key_secrets (hash);

-- The minute in which a key was last used. No event and no table of record: it is written now and
-- then, and by who reads, too.
CREATE TABLE agent_key_uses (
  key_id       uuid        PRIMARY KEY,
  agent_id     uuid        NOT NULL,
  entity_id    uuid        NOT NULL,
  last_used_at timestamptz NOT NULL
);

-- The tokens of people and workers that are void; a row for each time somebody said so.
CREATE TABLE revoked_subjects (
  event_id   uuid        PRIMARY KEY,
  agent_id   uuid        NOT NULL,
  entity_id  uuid        NOT NULL,
  subject    text        NOT NULL,
  through    timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX revoked_subjects_by_subject ON revoked_subjects (subject, through);

-- Those of an agent.
ALTER TABLE agents ADD tokens_void_through timestamptz;
CREATE INDEX agents_with_void_tokens ON agents (agent_id) WHERE tokens_void_through IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_keys', 'agent_key_secrets', 'agent_key_uses',
                           'revoked_subjects'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO genii_query
      USING ((SELECT genii_role()) = ''admin''
         OR ((SELECT genii_role()) = ''founder'' AND entity_id = (SELECT genii_entity()))
         OR ((SELECT genii_role()) = ''agent'' AND agent_id = (SELECT genii_agent())))',
      t || '_query', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
    EXECUTE format('GRANT SELECT ON %I TO genii_query, genii_system', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['agent_keys', 'agent_key_secrets', 'revoked_subjects'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_rebuild
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_rebuild', t);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I TO genii_rebuild', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO genii_command', t);
  END LOOP;
END $$;
GRANT UPDATE ON agent_keys, agent_key_secrets TO genii_command;
-- Each command of a person or a worker asks for its own subject, whichever agent it acts for.
ALTER POLICY revoked_subjects_command ON revoked_subjects
  USING (agent_id = (SELECT genii_agent()) OR subject = current_setting('genii.subject', true));
-- The one thing that who reads may write: the runtime does, for whoever it let in.
CREATE POLICY agent_key_uses_write ON agent_key_uses TO genii_query
  USING ((SELECT genii_role()) = 'admin') WITH CHECK ((SELECT genii_role()) = 'admin');
GRANT INSERT, UPDATE ON agent_key_uses TO genii_query;

-- The key that acted: of a task who submitted it, of a use who made it; of an attempt it is its task's.
ALTER TABLE agent_tasks ADD key_id uuid;
ALTER TABLE agent_quota_usage ADD key_id uuid;

-- They know nothing of these columns, and are made again.
TRUNCATE audit_checkpoints;

-- As the one with three parameters, which stays for processes of the version before, and whether
-- the caller is still let in. Who voids the tokens of a person or a worker waits for the commands
-- of that subject; keys and tokens of the agent itself are held by the agent's own lock.
CREATE FUNCTION genii_enter(p_agent uuid, p_quota uuid, p_entity uuid, p_subject text, p_hash text,
  OUT o_entity uuid, OUT o_agent_version bigint, OUT o_quota_version bigint, OUT o_prices bigint,
  OUT o_void_through timestamptz, OUT o_key_until timestamptz)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('genii.agent_id', p_agent::text, true),
          set_config('genii.role', 'command', true),
          set_config('genii.subject', coalesce(p_subject, ''), true),
          pg_advisory_xact_lock(hashtextextended(p_agent::text, 0)),
          pg_advisory_xact_lock_shared(hashtextextended('genii.prices', 0));
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
                  ORDER BY r.through DESC LIMIT 1) END
    INTO o_entity, o_agent_version, o_quota_version, o_prices, o_void_through;
  IF p_hash IS NOT NULL THEN
    SELECT coalesce(least(k.expires_at, s.valid_until), 'infinity') INTO o_key_until
      FROM agent_key_secrets s JOIN agent_keys k ON k.key_id = s.key_id
      JOIN agents a ON a.agent_id = k.agent_id
      WHERE s.hash = p_hash AND k.revoked_at IS NULL AND a.status <> 'terminated';
  END IF;
  PERFORM set_config('genii.entity_id', coalesce(o_entity::text, ''), true);
END $$;
