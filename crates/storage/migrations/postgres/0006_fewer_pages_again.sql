-- A commit touches fewer pages: an index that no statement uses is gone. (On SQLite small rows also move into the tree of their
-- key; a table of PostgreSQL has no such tree.)

-- The channel's id of a delivery is looked for by nobody; with it in the index, each arrival wrote every index of the row.
DROP INDEX deliveries_remote;
CREATE INDEX deliveries_conversation ON deliveries (tenant, conversation, at);

-- An event is found by its place in its tenant's sequence.
ALTER TABLE events DROP CONSTRAINT events_tenant_id_key;

-- Whoever ends a task holds it: it is found among what its holder holds.
ALTER TABLE tasks DROP CONSTRAINT tasks_id_key;
DROP INDEX tasks_held;
CREATE INDEX tasks_held ON tasks (holder, id) WHERE holder IS NOT NULL;
