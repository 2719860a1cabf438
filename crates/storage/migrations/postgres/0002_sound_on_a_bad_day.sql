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

-- A message knows where it was written: a ticket may have left that thread.
ALTER TABLE messages ADD COLUMN conversation UUID;
UPDATE messages
SET conversation = (SELECT asked.conversation
                    FROM inquiries AS asked
                    WHERE asked.tenant = messages.tenant AND asked.id = messages.inquiry)
WHERE author = 'requester';
UPDATE messages
SET conversation = (SELECT worked.thread
                    FROM tickets AS worked
                    WHERE worked.tenant = messages.tenant AND worked.inquiry = messages.inquiry
                    ORDER BY worked.number DESC
                    LIMIT 1)
WHERE author = 'agent';
DROP INDEX messages_remote;
CREATE INDEX messages_remote ON messages (tenant, conversation, remote_id);

-- How often a ticket went to another team: the timer of the team before is none of the next one's.
ALTER TABLE tickets ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;

-- Whom a team's answers are for, and with them what is learned from it. NULL: everyone.
ALTER TABLE teams ADD COLUMN serves TEXT;
ALTER TABLE drafts ADD COLUMN audience TEXT;

-- When a channel's roster was read last; its lines tell only when they changed.
ALTER TABLE conversations ADD COLUMN roster_read_at BIGINT;

-- Threads whose root is still to be posted.
CREATE INDEX conversations_pending ON conversations (tenant, team_remote_id)
WHERE substr(remote_id, 1, 8) = 'pending:';

-- How a ticket stood before an agent closed it, handed it back or passed it on, for as long as that can be taken back.
ALTER TABLE tickets ADD COLUMN before_by UUID;
ALTER TABLE tickets ADD COLUMN before_at BIGINT;
ALTER TABLE tickets ADD COLUMN before_agent UUID;
ALTER TABLE tickets ADD COLUMN before_since BIGINT;
ALTER TABLE tickets ADD COLUMN before_team UUID;
ALTER TABLE tickets ADD COLUMN before_thread UUID;
