-- The model that refused this memory's text when everything was embedded anew: the memory keeps the
-- vector that it has and isn't asked for again with that model. Null for all others.
ALTER TABLE agent_memory_vectors ADD COLUMN refused_by text;
