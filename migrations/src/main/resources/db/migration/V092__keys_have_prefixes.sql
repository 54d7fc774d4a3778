-- The first characters of a key's newest secret, by which its owner knows it among others. Null of
-- one whose secrets are all from before.
ALTER TABLE agent_keys ADD prefix text;
