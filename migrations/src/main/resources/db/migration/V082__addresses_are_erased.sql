-- An address is text of whoever wrote it there: once it is erased, a replay of its webhook's beginning
-- has none.
ALTER TABLE webhooks ALTER COLUMN url DROP NOT NULL;
