-- Identifiers are 16 bytes, times are milliseconds since 1970 UTC, states are words, lists are JSON.
-- Every key starts with the tenant, so that no reference can lead from one tenant into another.

CREATE TABLE people (
    tenant       TEXT NOT NULL,
    id           BLOB NOT NULL,
    directory_id TEXT NOT NULL,
    channel_id   TEXT NOT NULL,
    name         TEXT NOT NULL,
    language     TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, directory_id)
) STRICT;

CREATE TABLE conversations (
    tenant         TEXT NOT NULL,
    id             BLOB NOT NULL,
    kind           TEXT NOT NULL,
    remote_id      TEXT NOT NULL,
    service_url    TEXT NOT NULL,
    bot_id         TEXT NOT NULL,
    parent         BLOB,
    team_remote_id TEXT,
    name           TEXT,
    person         BLOB,
    language       TEXT NOT NULL,
    reach          TEXT NOT NULL,
    greeted        INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, remote_id),
    FOREIGN KEY (tenant, parent) REFERENCES conversations (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
) STRICT;
CREATE INDEX conversations_parent ON conversations (tenant, parent);
CREATE INDEX conversations_team ON conversations (tenant, team_remote_id);
CREATE INDEX conversations_person ON conversations (tenant, person);

CREATE TABLE rosters (
    tenant       TEXT NOT NULL,
    channel      BLOB NOT NULL,
    position     INTEGER NOT NULL,
    directory_id TEXT NOT NULL,
    channel_id   TEXT NOT NULL,
    name         TEXT NOT NULL,
    mail         TEXT,
    read_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant, channel, directory_id),
    FOREIGN KEY (tenant, channel) REFERENCES conversations (tenant, id)
) STRICT;
CREATE INDEX rosters_member ON rosters (tenant, directory_id);

CREATE TABLE teams (
    tenant        TEXT NOT NULL,
    id            BLOB NOT NULL,
    name          TEXT NOT NULL,
    is_default    INTEGER NOT NULL,
    keywords      TEXT NOT NULL,
    listed_agents TEXT,
    channel       BLOB,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, name),
    FOREIGN KEY (tenant, channel) REFERENCES conversations (tenant, id)
) STRICT;
CREATE UNIQUE INDEX teams_default ON teams (tenant) WHERE is_default;

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
) STRICT;
CREATE INDEX inquiries_latest ON inquiries (tenant, conversation, requester, last_at);
CREATE INDEX inquiries_requester ON inquiries (tenant, requester, opened_at);

CREATE TABLE messages (
    tenant      TEXT NOT NULL,
    id          BLOB NOT NULL,
    inquiry     BLOB NOT NULL,
    number      INTEGER NOT NULL,
    author      TEXT NOT NULL,
    person      BLOB,
    kind        TEXT NOT NULL,
    reply       TEXT,
    text        TEXT NOT NULL,
    attachments TEXT NOT NULL,
    at          INTEGER NOT NULL,
    remote_id   TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, inquiry, number),
    FOREIGN KEY (tenant, inquiry) REFERENCES inquiries (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
) STRICT;
CREATE INDEX messages_remote ON messages (tenant, remote_id);

CREATE TABLE faq_revisions (
    tenant   TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL
) STRICT;

CREATE TABLE faq_entries (
    tenant   TEXT NOT NULL,
    id       BLOB NOT NULL,
    key      TEXT NOT NULL,
    question TEXT NOT NULL,
    answer   TEXT NOT NULL,
    language TEXT NOT NULL,
    audience TEXT,
    version  INTEGER NOT NULL,
    retired  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, key),
    UNIQUE (tenant, revision)
) STRICT;

CREATE TABLE faq_variants (
    tenant   TEXT NOT NULL,
    entry    BLOB NOT NULL,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (tenant, entry, position),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id)
) STRICT;

CREATE TABLE faq_versions (
    tenant   TEXT NOT NULL,
    entry    BLOB NOT NULL,
    version  INTEGER NOT NULL,
    key      TEXT NOT NULL,
    question TEXT NOT NULL,
    answer   TEXT NOT NULL,
    variants TEXT NOT NULL,
    language TEXT NOT NULL,
    audience TEXT,
    retired  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    person   BLOB,
    PRIMARY KEY (tenant, entry, version),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
) STRICT;

CREATE TABLE ticket_numbers (
    tenant TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT;

CREATE TABLE tickets (
    tenant        TEXT NOT NULL,
    id            BLOB NOT NULL,
    number        INTEGER NOT NULL,
    inquiry       BLOB NOT NULL,
    requester     BLOB NOT NULL,
    team          BLOB NOT NULL,
    state         TEXT NOT NULL,
    person        BLOB,
    state_at      INTEGER,
    priority      TEXT NOT NULL,
    thread        BLOB,
    opened_at     INTEGER NOT NULL,
    accepted_at   INTEGER,
    answered_at   INTEGER,
    raised        INTEGER NOT NULL,
    reopened      INTEGER NOT NULL,
    csat          INTEGER,
    lesson        TEXT,
    lesson_drafts INTEGER,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, number),
    UNIQUE (tenant, thread),
    FOREIGN KEY (tenant, inquiry) REFERENCES inquiries (tenant, id),
    FOREIGN KEY (tenant, requester) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, thread) REFERENCES conversations (tenant, id)
) STRICT;
CREATE INDEX tickets_inquiry ON tickets (tenant, inquiry);
CREATE INDEX tickets_requester ON tickets (tenant, requester, number);
CREATE INDEX tickets_team ON tickets (tenant, team, state);

CREATE TABLE drafts (
    tenant           TEXT NOT NULL,
    id               BLOB NOT NULL,
    team             BLOB NOT NULL,
    question         TEXT NOT NULL,
    answer           TEXT NOT NULL,
    language         TEXT NOT NULL,
    kinship          TEXT NOT NULL,
    kin              BLOB,
    state            TEXT NOT NULL,
    entry            BLOB,
    version          INTEGER,
    person           BLOB,
    reason           TEXT,
    reviewed_at      INTEGER,
    evidence         TEXT NOT NULL,
    at               INTEGER NOT NULL,
    near             TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id),
    FOREIGN KEY (tenant, kin) REFERENCES faq_entries (tenant, id),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
) STRICT;
CREATE INDEX drafts_team ON drafts (tenant, team, state);

CREATE TABLE draft_tickets (
    tenant   TEXT NOT NULL,
    draft    BLOB NOT NULL,
    position INTEGER NOT NULL,
    ticket   BLOB NOT NULL,
    PRIMARY KEY (tenant, draft, position),
    FOREIGN KEY (tenant, draft) REFERENCES drafts (tenant, id),
    FOREIGN KEY (tenant, ticket) REFERENCES tickets (tenant, id)
) STRICT;
CREATE INDEX draft_tickets_ticket ON draft_tickets (tenant, ticket);

CREATE TABLE unanswered (
    tenant   TEXT NOT NULL,
    message  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (tenant, message),
    FOREIGN KEY (tenant, message) REFERENCES messages (tenant, id)
) STRICT;
CREATE INDEX unanswered_at ON unanswered (tenant, at);

CREATE TABLE deliveries (
    tenant       TEXT NOT NULL,
    id           BLOB NOT NULL,
    conversation BLOB NOT NULL,
    subject      TEXT NOT NULL,
    state        TEXT NOT NULL,
    again        INTEGER NOT NULL,
    reason       TEXT,
    remote_id    TEXT,
    at           INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, conversation) REFERENCES conversations (tenant, id)
) STRICT;
CREATE INDEX deliveries_subject ON deliveries (tenant, subject);
CREATE INDEX deliveries_remote ON deliveries (tenant, conversation, remote_id);
CREATE INDEX deliveries_state ON deliveries (tenant, conversation, state);

CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant   TEXT NOT NULL,
    id       BLOB NOT NULL,
    name     TEXT NOT NULL,
    facts    TEXT NOT NULL,
    at       INTEGER NOT NULL,
    UNIQUE (tenant, id)
) STRICT;

-- `due_at` is the end of the lease while `holder` is set.
CREATE TABLE tasks (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant   TEXT NOT NULL,
    id       BLOB NOT NULL UNIQUE,
    queue    TEXT NOT NULL,
    key      TEXT NOT NULL,
    task     TEXT NOT NULL,
    due_at   INTEGER NOT NULL,
    holder   BLOB,
    attempts INTEGER NOT NULL,
    error    TEXT,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX tasks_due ON tasks (queue, due_at, position);
CREATE INDEX tasks_key ON tasks (tenant, queue, key, position);

CREATE TABLE dead_letters (
    tenant    TEXT NOT NULL,
    id        BLOB NOT NULL PRIMARY KEY,
    queue     TEXT NOT NULL,
    key       TEXT NOT NULL,
    task      TEXT NOT NULL,
    attempts  INTEGER NOT NULL,
    error     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    buried_at INTEGER NOT NULL
) STRICT;
CREATE INDEX dead_letters_buried ON dead_letters (buried_at);

CREATE TABLE noted_keys (
    tenant TEXT NOT NULL,
    kind   TEXT NOT NULL,
    key    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, key)
) STRICT;
CREATE INDEX noted_keys_at ON noted_keys (at);

-- One row, written by the health check: proof that the store takes writes.
CREATE TABLE pulse (
    name TEXT NOT NULL PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT;
