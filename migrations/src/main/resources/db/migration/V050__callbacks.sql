-- Who is called when a task ends, as far as the reader of events has come.
CREATE TABLE webhook_callbacks (
  task_id    uuid PRIMARY KEY,
  webhook_id uuid NOT NULL,
  agent_id   uuid NOT NULL,
  entity_id  uuid NOT NULL,
  url        text NOT NULL
);
CREATE INDEX webhook_callbacks_webhook ON webhook_callbacks (webhook_id);
ALTER TABLE webhook_callbacks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_callbacks FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_callbacks_system ON webhook_callbacks TO genii_system
  USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_callbacks TO genii_system;
