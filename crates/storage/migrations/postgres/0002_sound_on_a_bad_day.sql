-- Columns take the words of the glossary.
ALTER TABLE drafts RENAME COLUMN kinship TO relation;
ALTER TABLE drafts RENAME COLUMN kin TO related;
ALTER TABLE tickets RENAME COLUMN raised TO reminded;

-- A process holds its tasks as long as it renews its one lease. Waiting is counted apart from failing.
CREATE TABLE leases (
    holder UUID NOT NULL PRIMARY KEY,
    until  BIGINT NOT NULL
);
ALTER TABLE tasks ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;
-- The first of its key: only such a task can be claimed, however many wait behind it.
ALTER TABLE tasks ADD COLUMN ready BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE tasks SET due_at = at, attempts = attempts + 1 WHERE holder IS NOT NULL;
UPDATE tasks SET holder = NULL;
UPDATE tasks SET ready = TRUE
WHERE NOT EXISTS (SELECT 1
                  FROM tasks AS earlier
                  WHERE earlier.tenant = tasks.tenant
                    AND earlier.queue = tasks.queue
                    AND earlier.key = tasks.key
                    AND earlier.position < tasks.position);
DROP INDEX tasks_due;
CREATE INDEX tasks_claimable ON tasks (queue, due_at, position) WHERE ready AND holder IS NULL;
CREATE INDEX tasks_held ON tasks (holder) WHERE holder IS NOT NULL;

-- Every event says who did it. Committed events get a place in their tenant's sequence and a link to the one before.
ALTER TABLE events ADD COLUMN actor TEXT NOT NULL DEFAULT 'desk';
ALTER TABLE events ADD COLUMN sequence BIGINT;
ALTER TABLE events ADD COLUMN link BYTEA;
CREATE UNIQUE INDEX events_sequence ON events (tenant, sequence);
CREATE INDEX events_unplaced ON events (position) WHERE sequence IS NULL;
CREATE TABLE event_heads (
    tenant   TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    link     BYTEA NOT NULL
);
