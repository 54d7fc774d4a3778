-- A memory is one row, whatever model it is searched by: text, metadata, and when it held. Its
-- vectors stay in agent_memory_vectors, one per model. What is found by a field or a word is found
-- by rows of its own with a btree: the operators that would look into a document or a tsvector by
-- an index are not leakproof, so that under row-level security PostgreSQL looks at every row.

CREATE TABLE agent_memories (
  memory_id     uuid        PRIMARY KEY,
  agent_id      uuid        NOT NULL,
  entity_id     uuid        NOT NULL,
  -- Of all that have it the one that is current is found, the others are kept.
  key           text COLLATE "C" CHECK (octet_length(key) BETWEEN 1 AND 512),
  task_id       uuid,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz,
  -- Null while it is current.
  valid_to      timestamptz,
  superseded_by uuid,
  -- Whether its hash is in an event, and its fields and words are in their tables. Not so for
  -- memories of before, until a job gets to them.
  recorded      boolean     NOT NULL,
  -- The text search configuration that its words are of; null while it has none.
  worded        text,
  text_sha256   bytea       NOT NULL,
  metadata      jsonb       NOT NULL,
  text          text        NOT NULL
);
ALTER TABLE agent_memories ALTER COLUMN metadata SET STORAGE MAIN;
CREATE INDEX agent_memories_of_agent ON agent_memories (agent_id, created_at, memory_id);
CREATE INDEX agent_memories_by_text ON agent_memories (agent_id, text_sha256);
CREATE INDEX agent_memories_by_key ON agent_memories (agent_id, key, created_at, memory_id)
  WHERE key IS NOT NULL;
CREATE UNIQUE INDEX agent_memories_current ON agent_memories (agent_id, key)
  WHERE key IS NOT NULL AND valid_to IS NULL;
CREATE INDEX agent_memories_expiry ON agent_memories (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX agent_memories_unrecorded ON agent_memories (agent_id, memory_id) WHERE NOT recorded;

-- A row for each plain value of a memory's metadata, and for each of a list's: letters before them
-- say what they are, and long ones are cut, so that whoever finds a row looks at the memory, too.
CREATE TABLE agent_memory_fields (
  memory_id uuid NOT NULL REFERENCES agent_memories ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED,
  agent_id  uuid NOT NULL,
  entity_id uuid NOT NULL,
  name      text COLLATE "C" NOT NULL,
  value     text COLLATE "C" NOT NULL,
  number    double precision,
  PRIMARY KEY (memory_id, name, value)
);
CREATE INDEX agent_memory_fields_by_value ON agent_memory_fields (agent_id, name, value, memory_id);
CREATE INDEX agent_memory_fields_by_number
  ON agent_memory_fields (agent_id, name, number, memory_id) WHERE number IS NOT NULL;

-- A row for each word of a memory's text, as PostgreSQL's own full-text search has it.
CREATE TABLE agent_memory_words (
  memory_id uuid     NOT NULL REFERENCES agent_memories ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED,
  agent_id  uuid     NOT NULL,
  entity_id uuid     NOT NULL,
  word      text COLLATE "C" NOT NULL,
  times     smallint NOT NULL,
  PRIMARY KEY (memory_id, word)
);
CREATE INDEX agent_memory_words_by_word ON agent_memory_words (agent_id, word, memory_id);

-- How often the agent's own searches found a memory; written now and then, and never an event.
CREATE TABLE agent_memory_uses (
  memory_id    uuid        PRIMARY KEY REFERENCES agent_memories ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED,
  agent_id     uuid        NOT NULL,
  entity_id    uuid        NOT NULL,
  uses         bigint      NOT NULL,
  last_used_at timestamptz NOT NULL
);

-- How far the hashes of memories of before have come into events. One row.
CREATE TABLE memory_recordings (
  job         text        PRIMARY KEY,
  started_at  timestamptz NOT NULL,
  total       bigint      NOT NULL,
  done        bigint      NOT NULL DEFAULT 0,
  finished_at timestamptz
);

ALTER TABLE agent_memory_models
  -- The text search configuration that the words of the agent's memories are looked up by.
  ADD language   text        NOT NULL DEFAULT 'simple',
  -- What it keeps, counted as it is stored and forgotten; what expires is left out when it is
  -- counted anew, which a full agent's is. Null: never counted.
  ADD kept       bigint      NOT NULL DEFAULT 0,
  ADD bytes      bigint      NOT NULL DEFAULT 0,
  ADD counted_at timestamptz;

-- As their memory's, so that a search need not look there. Text, metadata, task and hash are still
-- written beside a vector for processes of the version before, which look for them here.
ALTER TABLE agent_memory_vectors ADD valid_to timestamptz;
ALTER TABLE agent_memory_vectors ADD CONSTRAINT agent_memory_vectors_memory
  FOREIGN KEY (memory_id) REFERENCES agent_memories ON DELETE CASCADE
  DEFERRABLE INITIALLY DEFERRED NOT VALID;

-- A process of the version before writes a vector alone.
CREATE FUNCTION genii_memory_of_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO agent_memories (memory_id, agent_id, entity_id, task_id, created_at, expires_at,
    recorded, text_sha256, metadata, text)
  VALUES (NEW.memory_id, NEW.agent_id, NEW.entity_id, NEW.task_id, NEW.created_at, NEW.expires_at,
    false, coalesce(NEW.text_sha256, sha256(convert_to(NEW.text, 'UTF8'))), NEW.metadata, NEW.text)
  ON CONFLICT DO NOTHING;
  -- It knows nothing of superseded ones.
  SELECT m.valid_to, NEW.indexed AND m.valid_to IS NULL INTO NEW.valid_to, NEW.indexed
  FROM agent_memories m WHERE m.memory_id = NEW.memory_id;
  RETURN NEW;
END $$;
CREATE TRIGGER agent_memory_vectors_memory BEFORE INSERT ON agent_memory_vectors
  FOR EACH ROW EXECUTE FUNCTION genii_memory_of_vector();

-- A number as far as a double can say it; never an error.
CREATE FUNCTION genii_memory_number(n numeric) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN abs(n) < 1e-300 THEN 0::double precision
    WHEN abs(n) < 1e300 THEN n::double precision
    WHEN n > 0 THEN 'infinity'::double precision ELSE '-infinity'::double precision END
$$;

-- What stands in agent_memory_fields for a plain JSON value; null for lists and objects.
CREATE FUNCTION genii_memory_value(v jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(v) WHEN 'string' THEN 's' || left(v #>> '{}', 200)
    WHEN 'number' THEN 'n' || genii_memory_number((v #>> '{}')::numeric)::text
    WHEN 'boolean' THEN 'b' || v::text WHEN 'null' THEN 'z' END
$$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_memories', 'agent_memory_fields', 'agent_memory_words',
                           'agent_memory_uses'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO genii_system USING (true)',
      t || '_system', t);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I TO genii_command', t);
    EXECUTE format('GRANT SELECT ON %I TO genii_system', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['agent_memories', 'agent_memory_fields', 'agent_memory_uses'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO genii_query
      USING ((SELECT genii_role() = ''admin'')
         OR ((SELECT genii_role() = ''founder'') AND entity_id = (SELECT genii_entity()))
         OR ((SELECT genii_role() = ''agent'') AND agent_id = (SELECT genii_agent())))',
      t || '_query', t);
    EXECUTE format('GRANT SELECT ON %I TO genii_query', t);
  END LOOP;
END $$;
GRANT UPDATE ON agent_memories, agent_memory_uses TO genii_command;
GRANT SELECT, INSERT, UPDATE ON memory_recordings TO genii_system;

-- By which model a memory is found is shown with it; its vector is not.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_memory_vectors', 'agent_memory_models'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO genii_query
      USING ((SELECT genii_role() = ''admin'')
         OR ((SELECT genii_role() = ''founder'') AND entity_id = (SELECT genii_entity()))
         OR ((SELECT genii_role() = ''agent'') AND agent_id = (SELECT genii_agent())))',
      t || '_query', t);
  END LOOP;
END $$;
GRANT SELECT (memory_id, agent_id, entity_id, model) ON agent_memory_vectors TO genii_query;
GRANT SELECT (agent_id, entity_id, model, kept, bytes) ON agent_memory_models TO genii_query;

-- As of the other tables: pg_cron's job sees what has expired and no more. What belongs to a memory
-- goes with it, whoever may see that.
CREATE POLICY agent_memories_expiry ON agent_memories TO CURRENT_USER USING (expires_at < now());
SELECT cron.schedule('genii-expire-memories', '* * * * *', $job$
  DELETE FROM agent_memories WHERE memory_id IN (
    SELECT memory_id FROM agent_memories WHERE expires_at < now()
    ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED)
$job$);

-- For the next script alone, which must not lock anybody out: it copies as the owner.
CREATE POLICY agent_memory_vectors_copy ON agent_memory_vectors FOR SELECT TO CURRENT_USER
  USING (true);
CREATE POLICY agent_memories_copy ON agent_memories FOR INSERT TO CURRENT_USER WITH CHECK (true);
