-- Identifiers are UUIDs, times are milliseconds since 1970 UTC, states are words, lists are JSON.
-- Every key starts with the tenant, so that no reference can lead from one tenant into another.

CREATE TABLE people (
    tenant       TEXT NOT NULL,
    id           UUID NOT NULL,
    directory_id TEXT NOT NULL,
    channel_id   TEXT NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    language     TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, directory_id)
);

CREATE TABLE conversations (
    tenant         TEXT NOT NULL,
    id             UUID NOT NULL,
    kind           TEXT NOT NULL,
    remote_id      TEXT NOT NULL,
    service_url    TEXT NOT NULL,
    bot_id         TEXT NOT NULL,
    parent         UUID,
    team_remote_id TEXT,
    name           TEXT,
    person         UUID,
    language       TEXT NOT NULL,
    reach          TEXT NOT NULL,
    greeted        BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, remote_id),
    FOREIGN KEY (tenant, parent) REFERENCES conversations (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);
CREATE INDEX conversations_parent ON conversations (tenant, parent);
CREATE INDEX conversations_team ON conversations (tenant, team_remote_id);
CREATE INDEX conversations_person ON conversations (tenant, person);

CREATE TABLE rosters (
    tenant       TEXT NOT NULL,
    channel      UUID NOT NULL,
    position     BIGINT NOT NULL,
    directory_id TEXT NOT NULL,
    channel_id   TEXT NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    mail         TEXT,
    read_at      BIGINT NOT NULL,
    PRIMARY KEY (tenant, channel, directory_id),
    FOREIGN KEY (tenant, channel) REFERENCES conversations (tenant, id)
);
CREATE INDEX rosters_member ON rosters (tenant, directory_id);

CREATE TABLE teams (
    tenant        TEXT NOT NULL,
    id            UUID NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    is_default    BOOLEAN NOT NULL,
    keywords      TEXT NOT NULL,
    listed_agents TEXT,
    channel       UUID,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, name),
    FOREIGN KEY (tenant, channel) REFERENCES conversations (tenant, id)
);
CREATE UNIQUE INDEX teams_default ON teams (tenant) WHERE is_default;

CREATE TABLE inquiries (
    tenant       TEXT NOT NULL,
    id           UUID NOT NULL,
    requester    UUID NOT NULL,
    conversation UUID NOT NULL,
    language     TEXT NOT NULL,
    stage        TEXT NOT NULL,
    ticket       UUID,
    ending       TEXT,
    opened_at    BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    last_number  BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, requester) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, conversation) REFERENCES conversations (tenant, id)
);
CREATE INDEX inquiries_latest ON inquiries (tenant, conversation, requester, last_at);
CREATE INDEX inquiries_requester ON inquiries (tenant, requester, opened_at);

CREATE TABLE messages (
    tenant      TEXT NOT NULL,
    id          UUID NOT NULL,
    inquiry     UUID NOT NULL,
    number      BIGINT NOT NULL,
    author      TEXT NOT NULL,
    person      UUID,
    kind        TEXT NOT NULL,
    reply       TEXT,
    text        TEXT NOT NULL,
    attachments TEXT NOT NULL,
    at          BIGINT NOT NULL,
    remote_id   TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, inquiry, number),
    FOREIGN KEY (tenant, inquiry) REFERENCES inquiries (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);
CREATE INDEX messages_remote ON messages (tenant, remote_id);

CREATE TABLE faq_revisions (
    tenant   TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
);

CREATE TABLE faq_entries (
    tenant   TEXT NOT NULL,
    id       UUID NOT NULL,
    key      TEXT COLLATE "C" NOT NULL,
    question TEXT NOT NULL,
    answer   TEXT NOT NULL,
    language TEXT NOT NULL,
    audience TEXT,
    version  BIGINT NOT NULL,
    retired  BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, key),
    UNIQUE (tenant, revision)
);

CREATE TABLE faq_variants (
    tenant   TEXT NOT NULL,
    entry    UUID NOT NULL,
    position BIGINT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (tenant, entry, position),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id)
);

CREATE TABLE faq_versions (
    tenant   TEXT NOT NULL,
    entry    UUID NOT NULL,
    version  BIGINT NOT NULL,
    key      TEXT COLLATE "C" NOT NULL,
    question TEXT NOT NULL,
    answer   TEXT NOT NULL,
    variants TEXT NOT NULL,
    language TEXT NOT NULL,
    audience TEXT,
    retired  BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    person   UUID,
    PRIMARY KEY (tenant, entry, version),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);

CREATE TABLE ticket_numbers (
    tenant TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);

CREATE TABLE tickets (
    tenant        TEXT NOT NULL,
    id            UUID NOT NULL,
    number        BIGINT NOT NULL,
    inquiry       UUID NOT NULL,
    requester     UUID NOT NULL,
    team          UUID NOT NULL,
    state         TEXT NOT NULL,
    person        UUID,
    state_at      BIGINT,
    priority      TEXT NOT NULL,
    thread        UUID,
    opened_at     BIGINT NOT NULL,
    accepted_at   BIGINT,
    answered_at   BIGINT,
    raised        BIGINT NOT NULL,
    reopened      BIGINT NOT NULL,
    csat          BIGINT,
    lesson        TEXT,
    lesson_drafts BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, number),
    UNIQUE (tenant, thread),
    FOREIGN KEY (tenant, inquiry) REFERENCES inquiries (tenant, id),
    FOREIGN KEY (tenant, requester) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, thread) REFERENCES conversations (tenant, id)
);
CREATE INDEX tickets_inquiry ON tickets (tenant, inquiry);
CREATE INDEX tickets_requester ON tickets (tenant, requester, number);
CREATE INDEX tickets_team ON tickets (tenant, team, state);

CREATE TABLE drafts (
    tenant           TEXT NOT NULL,
    id               UUID NOT NULL,
    team             UUID NOT NULL,
    question         TEXT NOT NULL,
    answer           TEXT NOT NULL,
    language         TEXT NOT NULL,
    kinship          TEXT NOT NULL,
    kin              UUID,
    state            TEXT NOT NULL,
    entry            UUID,
    version          BIGINT,
    person           UUID,
    reason           TEXT,
    reviewed_at      BIGINT,
    evidence         TEXT NOT NULL,
    at               BIGINT NOT NULL,
    near             TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id),
    FOREIGN KEY (tenant, kin) REFERENCES faq_entries (tenant, id),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);
CREATE INDEX drafts_team ON drafts (tenant, team, state);

CREATE TABLE draft_tickets (
    tenant   TEXT NOT NULL,
    draft    UUID NOT NULL,
    position BIGINT NOT NULL,
    ticket   UUID NOT NULL,
    PRIMARY KEY (tenant, draft, position),
    FOREIGN KEY (tenant, draft) REFERENCES drafts (tenant, id),
    FOREIGN KEY (tenant, ticket) REFERENCES tickets (tenant, id)
);
CREATE INDEX draft_tickets_ticket ON draft_tickets (tenant, ticket);

CREATE TABLE unanswered (
    tenant   TEXT NOT NULL,
    message  UUID NOT NULL,
    at       BIGINT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (tenant, message),
    FOREIGN KEY (tenant, message) REFERENCES messages (tenant, id)
);
CREATE INDEX unanswered_at ON unanswered (tenant, at);

CREATE TABLE deliveries (
    tenant       TEXT NOT NULL,
    id           UUID NOT NULL,
    conversation UUID NOT NULL,
    subject      TEXT NOT NULL,
    state        TEXT NOT NULL,
    again        BOOLEAN NOT NULL,
    reason       TEXT,
    remote_id    TEXT,
    at           BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, conversation) REFERENCES conversations (tenant, id)
);
CREATE INDEX deliveries_subject ON deliveries (tenant, subject);
CREATE INDEX deliveries_remote ON deliveries (tenant, conversation, remote_id);
CREATE INDEX deliveries_state ON deliveries (tenant, conversation, state);

CREATE TABLE events (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant   TEXT NOT NULL,
    id       UUID NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    facts    TEXT NOT NULL,
    at       BIGINT NOT NULL,
    UNIQUE (tenant, id)
);

-- `due_at` is the end of the lease while `holder` is set.
CREATE TABLE tasks (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant   TEXT NOT NULL,
    id       UUID NOT NULL UNIQUE,
    queue    TEXT NOT NULL,
    key      TEXT COLLATE "C" NOT NULL,
    task     TEXT NOT NULL,
    due_at   BIGINT NOT NULL,
    holder   UUID,
    attempts BIGINT NOT NULL,
    error    TEXT,
    at       BIGINT NOT NULL
);
CREATE INDEX tasks_due ON tasks (queue, due_at, position);
CREATE INDEX tasks_key ON tasks (tenant, queue, key, position);

CREATE TABLE dead_letters (
    tenant    TEXT NOT NULL,
    id        UUID NOT NULL PRIMARY KEY,
    queue     TEXT NOT NULL,
    key       TEXT COLLATE "C" NOT NULL,
    task      TEXT NOT NULL,
    attempts  BIGINT NOT NULL,
    error     TEXT NOT NULL,
    at        BIGINT NOT NULL,
    buried_at BIGINT NOT NULL
);
CREATE INDEX dead_letters_buried ON dead_letters (buried_at);

CREATE TABLE noted_keys (
    tenant TEXT NOT NULL,
    kind   TEXT NOT NULL,
    key    TEXT COLLATE "C" NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (tenant, kind, key)
);
CREATE INDEX noted_keys_at ON noted_keys (at);

-- One row, written by the health check: proof that the store takes writes.
CREATE TABLE pulse (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at   BIGINT NOT NULL
);
