-- The SHA-256 of a memory's text: beside the vector index, whose graph may hold rows that no edge
-- leads to, a memory is found by its own text. Null for memories of before: their texts are compared
-- themselves, by the second index of the next script, until they are written anew.
ALTER TABLE agent_memory_vectors ADD COLUMN text_sha256 bytea;
