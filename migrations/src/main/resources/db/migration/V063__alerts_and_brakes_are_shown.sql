-- Alerts are shown: an administrator all, a founder those of its agents; never what a channel was
-- sent beside the message, nor what it answered.
CREATE POLICY alerts_query ON alerts FOR SELECT TO genii_query
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity())));
GRANT SELECT (alert_id, agent_id, entity_id, kind, channel, message, occurred_at, sent_at, tries)
  ON alerts TO genii_query;
CREATE INDEX alerts_of_all ON alerts (occurred_at, alert_id);
CREATE INDEX alerts_of_entity ON alerts (entity_id, occurred_at, alert_id);
CREATE INDEX alerts_of_agent ON alerts (agent_id, occurred_at, alert_id);

-- An agent is told that it is braked; by whom and why it hears when it is refused.
ALTER POLICY brakes_query ON brakes
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder')
         AND (of_entity = (SELECT genii_entity()) OR of_entity IS NULL))
     OR ((SELECT genii_role() = 'agent') AND released_at IS NULL
         AND (scope = 'fleet' OR (scope = 'agent' AND id = (SELECT genii_agent()::text))
           OR (scope = 'entity' AND of_entity = (SELECT a.entity_id FROM agents a
               WHERE a.agent_id = (SELECT genii_agent()))))));
