-- A commit touches fewer pages. Rows that are small and found by their own key live in the tree of that key, not beside it; an
-- index that no statement uses is gone.

CREATE TABLE noted_keys_by_key (
    tenant TEXT NOT NULL,
    kind   TEXT NOT NULL,
    key    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, key)
) STRICT, WITHOUT ROWID;
INSERT INTO noted_keys_by_key (tenant, kind, key, at)
SELECT tenant, kind, key, at FROM noted_keys;
DROP TABLE noted_keys;
ALTER TABLE noted_keys_by_key RENAME TO noted_keys;
CREATE INDEX noted_keys_at ON noted_keys (at);

-- The channel's id of a delivery is looked for by nobody; with it in the index, each arrival wrote the index too. The key begins
-- with the id: SQLite takes the key of such a table for the best way to all rows of a tenant, and passes the indexes over.
CREATE TABLE deliveries_by_id (
    tenant       TEXT NOT NULL,
    id           BLOB NOT NULL,
    conversation BLOB NOT NULL,
    subject      TEXT NOT NULL,
    state        TEXT NOT NULL,
    again        INTEGER NOT NULL,
    reason       TEXT,
    remote_id    TEXT,
    at           INTEGER NOT NULL,
    PRIMARY KEY (id, tenant),
    FOREIGN KEY (tenant, conversation) REFERENCES conversations (tenant, id)
) STRICT, WITHOUT ROWID;
INSERT INTO deliveries_by_id (tenant, id, conversation, subject, state, again, reason, remote_id, at)
SELECT tenant, id, conversation, subject, state, again, reason, remote_id, at FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_by_id RENAME TO deliveries;
CREATE INDEX deliveries_subject ON deliveries (tenant, subject, at);
CREATE INDEX deliveries_conversation ON deliveries (tenant, conversation, at);

CREATE TABLE unanswered_by_message (
    tenant   TEXT NOT NULL,
    message  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (tenant, message),
    FOREIGN KEY (tenant, message) REFERENCES messages (tenant, id)
) STRICT, WITHOUT ROWID;
INSERT INTO unanswered_by_message (tenant, message, at, language)
SELECT tenant, message, at, language FROM unanswered;
DROP TABLE unanswered;
ALTER TABLE unanswered_by_message RENAME TO unanswered;
CREATE INDEX unanswered_at ON unanswered (tenant, at);

-- An event is found by its place in its tenant's sequence, which `event_heads` counts and never gives twice. `position` orders
-- what has no place yet: of rows that are gone it may take the number again.
CREATE TABLE events_in_order (
    position INTEGER PRIMARY KEY,
    tenant   TEXT NOT NULL,
    id       BLOB NOT NULL,
    name     TEXT NOT NULL,
    facts    TEXT NOT NULL,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    sequence INTEGER,
    link     BLOB
) STRICT;
INSERT INTO events_in_order (position, tenant, id, name, facts, at, actor, sequence, link)
SELECT position, tenant, id, name, facts, at, actor, sequence, link FROM events;
DROP TABLE events;
ALTER TABLE events_in_order RENAME TO events;
CREATE UNIQUE INDEX events_sequence ON events (tenant, sequence);
CREATE INDEX events_unplaced ON events (position) WHERE sequence IS NULL;

-- Whoever ends a task holds it: it is found among what its holder holds. `position` orders what is there, no more.
CREATE TABLE tasks_in_order (
    position INTEGER PRIMARY KEY,
    tenant   TEXT NOT NULL,
    id       BLOB NOT NULL,
    queue    TEXT NOT NULL,
    key      TEXT NOT NULL,
    task     TEXT NOT NULL,
    due_at   INTEGER NOT NULL,
    holder   BLOB,
    attempts INTEGER NOT NULL,
    error    TEXT,
    at       INTEGER NOT NULL,
    waits    INTEGER NOT NULL DEFAULT 0,
    ready    INTEGER NOT NULL DEFAULT FALSE
) STRICT;
INSERT INTO tasks_in_order (position, tenant, id, queue, key, task, due_at, holder, attempts, error, at, waits, ready)
SELECT position, tenant, id, queue, key, task, due_at, holder, attempts, error, at, waits, ready FROM tasks;
DROP TABLE tasks;
ALTER TABLE tasks_in_order RENAME TO tasks;
CREATE INDEX tasks_claimable ON tasks (queue, due_at, position) WHERE ready AND holder IS NULL;
CREATE INDEX tasks_held ON tasks (holder, id) WHERE holder IS NOT NULL;
CREATE INDEX tasks_key ON tasks (tenant, queue, key, position);

-- Messages refer to their inquiry while it is away for a moment: that they find it again is checked at the end of this step.
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE inquiries_before AS
SELECT tenant, id, requester, conversation, language, stage, ticket, ending, opened_at, last_at, last_number FROM inquiries;
DROP TABLE inquiries;
CREATE TABLE inquiries (
    tenant       TEXT NOT NULL,
    id           BLOB NOT NULL,
    requester    BLOB NOT NULL,
    conversation BLOB NOT NULL,
    language     TEXT NOT NULL,
    stage        TEXT NOT NULL,
    ticket       BLOB,
    ending       TEXT,
    opened_at    INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    last_number  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, requester) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, conversation) REFERENCES conversations (tenant, id)
) STRICT, WITHOUT ROWID;
INSERT INTO inquiries (tenant, id, requester, conversation, language, stage, ticket, ending, opened_at, last_at, last_number)
SELECT tenant, id, requester, conversation, language, stage, ticket, ending, opened_at, last_at, last_number
FROM inquiries_before;
DROP TABLE inquiries_before;
CREATE INDEX inquiries_latest ON inquiries (tenant, conversation, requester, last_at);
CREATE INDEX inquiries_requester ON inquiries (tenant, requester, opened_at);
