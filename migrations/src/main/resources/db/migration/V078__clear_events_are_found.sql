SET lock_timeout = 0;
-- Agents' events that are stored clear, by their agents: none where all are sealed. Of whoever has
-- any, no day is erased. The condition is that of TextOfBefore.CLEAR, to the letter.
DROP INDEX CONCURRENTLY IF EXISTS domain_event_entry_clear;
CREATE INDEX CONCURRENTLY domain_event_entry_clear ON domain_event_entry (agent_id, global_index)
  WHERE payload_type NOT LIKE 'com.geniinow.runtime.events.budget.%'
    AND agent_id <> 'c62d9171-0bd7-51a2-a3b5-12d5ce28fd75'
    AND (meta_data IS NULL OR (meta_data NOT LIKE '%"content":"commitments"%'
      AND meta_data NOT LIKE '%"sealed":"%'));
