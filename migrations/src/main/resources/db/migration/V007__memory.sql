-- What agents remember. Plain tables, not events: memory is the agents' own and may be forgotten.
-- Every read filters on the expiry with the application's clock; the jobs below give space back.

-- In byte order, so that a prefix is a range of the primary key.
CREATE TABLE agent_memory_kv (
  agent_id   uuid             NOT NULL,
  entity_id  uuid             NOT NULL,
  key        text COLLATE "C" NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 512),
  value      text             NOT NULL,
  version    bigint           NOT NULL CHECK (version > 0),
  expires_at timestamptz,
  updated_at timestamptz      NOT NULL,
  PRIMARY KEY (agent_id, key)
);
CREATE INDEX agent_memory_kv_expiry ON agent_memory_kv (expires_at) WHERE expires_at IS NOT NULL;

-- One row per memory and model: while an agent's memories are embedded anew there are two.
-- halfvec in the row itself (neither compressed nor moved out): a search reads the rows alone.
CREATE TABLE agent_memory_vectors (
  memory_id  uuid          NOT NULL,
  model      text          NOT NULL,
  agent_id   uuid          NOT NULL,
  entity_id  uuid          NOT NULL,
  task_id    uuid,
  indexed    boolean       NOT NULL,
  created_at timestamptz   NOT NULL,
  expires_at timestamptz,
  embedding  halfvec(1536) NOT NULL,
  metadata   jsonb         NOT NULL,
  text       text          NOT NULL,
  PRIMARY KEY (memory_id, model)
) WITH (toast_tuple_target = 4080);
ALTER TABLE agent_memory_vectors ALTER COLUMN embedding SET STORAGE PLAIN;
ALTER TABLE agent_memory_vectors ALTER COLUMN metadata SET STORAGE MAIN;
CREATE INDEX agent_memory_vectors_search ON agent_memory_vectors (agent_id, model);
CREATE INDEX agent_memory_vectors_expiry ON agent_memory_vectors (expires_at)
  WHERE expires_at IS NOT NULL;
-- Holds the memories of the agents that have very many, and nobody else's.
CREATE INDEX agent_memory_vectors_hnsw ON agent_memory_vectors
  USING hnsw (embedding halfvec_cosine_ops) WITH (m = 16, ef_construction = 100) WHERE indexed;

-- How an agent's memories are searched.
CREATE TABLE agent_memory_models (
  agent_id  uuid    PRIMARY KEY,
  entity_id uuid    NOT NULL,
  -- The model that they are searched in.
  model     text    NOT NULL,
  -- Whether rows of other models may be there.
  mixed     boolean NOT NULL,
  -- exact: every row is looked at. indexing: rows are on their way into the index.
  search    text    NOT NULL CHECK (search IN ('exact', 'indexing', 'indexed')),
  -- How many were ever stored; those that expired count on.
  stored    bigint  NOT NULL
);

-- A quota's hold for one embedding call. Settled when it is answered; when it runs out first, the
-- hold is charged in full.
CREATE TABLE embedding_holds (
  hold_id    uuid        PRIMARY KEY,
  agent_id   uuid        NOT NULL,
  entity_id  uuid        NOT NULL,
  model      text        NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX embedding_holds_expiry ON embedding_holds (expires_at);

-- Embedding everything anew with another model: how far it has come.
CREATE TABLE memory_reembeddings (
  model       text        PRIMARY KEY,
  started_at  timestamptz NOT NULL,
  total       bigint      NOT NULL,
  done        bigint      NOT NULL DEFAULT 0,
  finished_at timestamptz
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_memory_kv', 'agent_memory_vectors', 'agent_memory_models',
                           'embedding_holds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['agent_memory_vectors', 'agent_memory_models', 'embedding_holds'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
  END LOOP;
  -- pg_cron's jobs run as the owner, whom FORCE binds too: it sees what has expired and no more.
  FOREACH t IN ARRAY ARRAY['agent_memory_kv', 'agent_memory_vectors'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (expires_at < now())',
      t || '_expiry', t);
  END LOOP;
END $$;
CREATE POLICY agent_memory_kv_query ON agent_memory_kv FOR SELECT TO genii_query
  USING ((SELECT genii_role()) = 'admin'
     OR ((SELECT genii_role()) = 'founder' AND entity_id = (SELECT genii_entity()))
     OR ((SELECT genii_role()) = 'agent' AND agent_id = (SELECT genii_agent())));

GRANT SELECT, INSERT, UPDATE, DELETE ON agent_memory_kv TO genii_command;
GRANT SELECT ON agent_memory_kv TO genii_query;
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_memory_vectors TO genii_command;
GRANT SELECT, INSERT, UPDATE ON agent_memory_models TO genii_command;
GRANT SELECT, INSERT, DELETE ON embedding_holds TO genii_command;
-- What works in the background looks, and leaves the writing to commands.
GRANT SELECT ON agent_memory_vectors, agent_memory_models, embedding_holds TO genii_system;
GRANT SELECT, INSERT, UPDATE ON memory_reembeddings TO genii_system;

-- Batches are short, take no lock that a writer could wait for long, and pass by what a writer
-- has in hand. What is left over waits for the next minute; it is not readable anyway.
SELECT cron.schedule('genii-expire-memory-kv', '* * * * *', $job$
  DELETE FROM agent_memory_kv WHERE (agent_id, key) IN (
    SELECT agent_id, key FROM agent_memory_kv WHERE expires_at < now()
    ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED)
$job$);
SELECT cron.schedule('genii-expire-memory-vectors', '* * * * *', $job$
  DELETE FROM agent_memory_vectors WHERE (memory_id, model) IN (
    SELECT memory_id, model FROM agent_memory_vectors WHERE expires_at < now()
    ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED)
$job$);
