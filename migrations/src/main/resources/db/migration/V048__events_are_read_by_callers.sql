-- Streams of events read what they missed as their callers: the policy for them has been there since V003.
GRANT SELECT ON domain_event_entry TO genii_query;
