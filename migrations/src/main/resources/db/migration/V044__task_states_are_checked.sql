-- Beside running commands: this takes no lock that keeps them waiting.
ALTER TABLE agent_tasks VALIDATE CONSTRAINT agent_tasks_status_check;
