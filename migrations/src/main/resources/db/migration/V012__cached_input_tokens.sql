-- Those of a use's input tokens that the provider had kept from before: they have a price of their
-- own. 0 in rows of before, which nobody told.
ALTER TABLE agent_quota_usage ADD cached_input_tokens bigint NOT NULL DEFAULT 0;
