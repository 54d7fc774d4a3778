-- Who is called when something happens: the webhooks (of record), their secrets, how far each is with
-- each agent, and what was delivered. An entity's stand in the platform's line.
CREATE TABLE webhooks (
  webhook_id uuid        PRIMARY KEY,
  agent_id   uuid        NOT NULL,
  entity_id  uuid        NOT NULL,
  of_entity  uuid,
  url        text        NOT NULL,
  types      text        NOT NULL,
  created_by text        NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX webhooks_agent ON webhooks (agent_id, created_at, webhook_id);
CREATE INDEX webhooks_entity ON webhooks (of_entity) WHERE of_entity IS NOT NULL;

-- Not of record, and nothing that a caller's query may read: what calls are signed with.
CREATE TABLE webhook_secrets (
  webhook_id  uuid        NOT NULL,
  version     integer     NOT NULL,
  agent_id    uuid        NOT NULL,
  entity_id   uuid        NOT NULL,
  secret      text        NOT NULL,
  valid_until timestamptz,
  PRIMARY KEY (webhook_id, version)
);

-- Which webhooks are heard for, as far as the reader of events has come.
CREATE TABLE webhook_taps (
  webhook_id uuid PRIMARY KEY,
  agent_id   uuid NOT NULL,
  entity_id  uuid NOT NULL,
  of_entity  uuid
);
CREATE INDEX webhook_taps_agent ON webhook_taps (agent_id);
CREATE INDEX webhook_taps_entity ON webhook_taps (of_entity) WHERE of_entity IS NOT NULL;

-- What one webhook has to be told of one agent, in order. A callback is a lane of its own.
CREATE TABLE webhook_lanes (
  lane_id       uuid        PRIMARY KEY,
  webhook_id    uuid        NOT NULL,
  agent_id      uuid        NOT NULL,
  entity_id     uuid        NOT NULL,
  callback_url  text,
  task_id       uuid,
  position      bigint      NOT NULL,
  wanted        bigint      NOT NULL,
  rewind_to     bigint,
  tries         integer     NOT NULL DEFAULT 0,
  failing_since timestamptz,
  next_at       timestamptz,
  lease         uuid,
  leased_until  timestamptz
);
CREATE INDEX webhook_lanes_due ON webhook_lanes (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_lanes_webhook ON webhook_lanes (webhook_id);

CREATE TABLE webhook_deliveries (
  lane_id       uuid        NOT NULL,
  event_id      uuid        NOT NULL,
  webhook_id    uuid        NOT NULL,
  agent_id      uuid        NOT NULL,
  entity_id     uuid        NOT NULL,
  task_id       uuid,
  type          text        NOT NULL,
  status        text        NOT NULL CHECK (status IN ('retrying', 'delivered', 'parked')),
  tries         integer     NOT NULL,
  response_code integer,
  error         text,
  happened_at   timestamptz NOT NULL,
  first_try_at  timestamptz NOT NULL,
  last_try_at   timestamptz NOT NULL,
  next_try_at   timestamptz,
  PRIMARY KEY (lane_id, event_id)
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, last_try_at, event_id);
CREATE INDEX webhook_deliveries_last ON webhook_deliveries (last_try_at);
CREATE INDEX webhook_deliveries_retrying ON webhook_deliveries (lane_id) WHERE status = 'retrying';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['webhooks', 'webhook_secrets', 'webhook_taps', 'webhook_lanes',
                           'webhook_deliveries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['webhooks', 'webhook_secrets'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['webhook_lanes', 'webhook_deliveries'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO genii_query
      USING ((SELECT genii_role()) = ''admin''
         OR ((SELECT genii_role()) = ''founder'' AND entity_id = (SELECT genii_entity()))
         OR ((SELECT genii_role()) = ''agent'' AND agent_id = (SELECT genii_agent())))',
      t || '_query', t);
  END LOOP;
END $$;
CREATE POLICY webhooks_query ON webhooks FOR SELECT TO genii_query
  USING ((SELECT genii_role()) = 'admin'
     OR ((SELECT genii_role()) = 'founder'
         AND (entity_id = (SELECT genii_entity()) OR of_entity = (SELECT genii_entity())))
     OR ((SELECT genii_role()) = 'agent' AND agent_id = (SELECT genii_agent())));
CREATE POLICY webhooks_rebuild ON webhooks TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));

GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO genii_command;
GRANT SELECT ON webhooks, webhook_lanes, webhook_deliveries TO genii_query;
GRANT SELECT ON webhooks TO genii_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO genii_rebuild;
GRANT INSERT, UPDATE, DELETE ON webhook_secrets TO genii_command;
-- An UPDATE or DELETE of some rows reads what it chooses them by, and nothing else.
GRANT SELECT (webhook_id, version, agent_id, valid_until) ON webhook_secrets TO genii_command;
GRANT SELECT, DELETE ON webhook_secrets TO genii_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_taps, webhook_lanes, webhook_deliveries
  TO genii_system;
