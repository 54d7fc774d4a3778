-- Whose keys are destroyed: at a start it is compared with who is erased, since a backup may have
-- brought back an agent from before its erasure.
CREATE POLICY destroyed_system ON sealing_keys.destroyed FOR SELECT TO genii_system USING (true);
GRANT SELECT ON sealing_keys.destroyed TO genii_system;
