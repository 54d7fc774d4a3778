-- What was used, added up by hour and day of its record, in UTC: a chart of a year reads days and
-- not millions of uses. A trigger keeps it, in the transaction of each use; all of it can be made
-- again from agent_quota_usage. In one transaction, so that no use is missed or counted twice: the
-- table is locked for as long as adding up takes, once, and no waiter is made to wait behind a wait.
DO $lock$
BEGIN
  LOOP
    BEGIN
      SET LOCAL lock_timeout = '700ms';
      LOCK TABLE agent_quota_usage IN ACCESS EXCLUSIVE MODE;
      EXIT;
    EXCEPTION WHEN lock_not_available THEN
      PERFORM pg_sleep(0.3);
    END;
  END LOOP;
END $lock$;
-- What follows needs this lock alone, and never waits for another.
SET LOCAL lock_timeout = 0;

-- model is empty for uses without one.
CREATE TABLE usage_totals (
  agent_id            uuid           NOT NULL,
  entity_id           uuid           NOT NULL,
  width               text           NOT NULL CHECK (width IN ('hour', 'day')),
  since               timestamptz    NOT NULL,
  model               text           NOT NULL,
  uses                bigint         NOT NULL,
  input_tokens        bigint         NOT NULL,
  cached_input_tokens bigint         NOT NULL,
  output_tokens       bigint         NOT NULL,
  tokens              bigint         NOT NULL,
  cost_usd            numeric(24,10) NOT NULL,
  PRIMARY KEY (agent_id, width, since, model)
) WITH (fillfactor = 80);
CREATE INDEX usage_totals_of_entity ON usage_totals (entity_id, width, since);
CREATE INDEX usage_totals_of_all ON usage_totals (width, since);

ALTER TABLE agent_quota_usage NO FORCE ROW LEVEL SECURITY;
INSERT INTO usage_totals
SELECT agent_id, entity_id, w.width, date_trunc(w.width, recorded_at, 'UTC'),
  coalesce(model, ''), count(*) FILTER (WHERE kind = 'use'), sum(input_tokens),
  sum(cached_input_tokens), sum(output_tokens), sum(tokens), sum(cost_usd)
FROM agent_quota_usage, (VALUES ('hour'), ('day')) w (width)
GROUP BY 1, 2, 3, 4, 5;
ALTER TABLE agent_quota_usage FORCE ROW LEVEL SECURITY;

CREATE FUNCTION genii_add_usage() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
  u agent_quota_usage := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  times integer := CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END;
BEGIN
  INSERT INTO usage_totals AS t
  SELECT u.agent_id, u.entity_id, w.width, date_trunc(w.width, u.recorded_at, 'UTC'),
    coalesce(u.model, ''), CASE u.kind WHEN 'use' THEN times ELSE 0 END, times * u.input_tokens,
    times * u.cached_input_tokens, times * u.output_tokens, times * u.tokens, times * u.cost_usd
  FROM (VALUES ('hour'), ('day')) w (width)
  ON CONFLICT (agent_id, width, since, model) DO UPDATE SET
    uses = t.uses + excluded.uses,
    input_tokens = t.input_tokens + excluded.input_tokens,
    cached_input_tokens = t.cached_input_tokens + excluded.cached_input_tokens,
    output_tokens = t.output_tokens + excluded.output_tokens,
    tokens = t.tokens + excluded.tokens,
    cost_usd = t.cost_usd + excluded.cost_usd;
  RETURN NULL;
END $function$;
CREATE TRIGGER agent_quota_usage_totals AFTER INSERT OR DELETE ON agent_quota_usage
  FOR EACH ROW EXECUTE FUNCTION genii_add_usage();

ALTER TABLE usage_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_totals FORCE ROW LEVEL SECURITY;
CREATE POLICY usage_totals_command ON usage_totals TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY usage_totals_query ON usage_totals FOR SELECT TO genii_query
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity()))
     OR ((SELECT genii_role() = 'agent') AND agent_id = (SELECT genii_agent())));
CREATE POLICY usage_totals_system ON usage_totals FOR SELECT TO genii_system USING (true);
CREATE POLICY usage_totals_rebuild ON usage_totals TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT, UPDATE ON usage_totals TO genii_command, genii_rebuild;
GRANT SELECT ON usage_totals TO genii_query, genii_system;
