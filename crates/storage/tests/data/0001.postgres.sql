-- A database of the first release (schema 0001) with content; never edited. The schema is that of the migration 0001.

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

CREATE TABLE _sqlx_migrations (
    version        BIGINT PRIMARY KEY,
    description    TEXT NOT NULL,
    installed_on   TIMESTAMPTZ NOT NULL DEFAULT now(),
    success        BOOLEAN NOT NULL,
    checksum       BYTEA NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
VALUES (1, 'the desk', TRUE, '\x7c13f06e9f4c5ee171ad5664ad3f44fa4ce75cebf34389faaeb223bc5f753d3813d6321f91c1eeebf89314a7c84d7307', 7000000);

INSERT INTO people (tenant, id, directory_id, channel_id, name, language)
VALUES ('home', '01900000-0000-7000-8000-000000000001', 'hanako-oid', '29:hanako', '佐藤 花子', 'ja'),
       ('home', '01900000-0000-7000-8000-000000000002', 'ken-oid', '29:ken', 'Ken', NULL),
       ('other', '01900000-0000-7000-8000-000000000001', 'hanako-oid', '29:x', 'Namesake', 'en');
INSERT INTO conversations (tenant, id, kind, remote_id, service_url, bot_id, parent, team_remote_id, name, person, language, reach, greeted)
VALUES ('home', '01900000-0000-7000-8000-000000000003', 'personal', 'a:hanako', 'https://smba.example/jp/', '28:bot', NULL, NULL, NULL, '01900000-0000-7000-8000-000000000001', 'ja', 'reachable', TRUE),
       ('home', '01900000-0000-7000-8000-000000000004', 'channel', '19:it@thread.tacv2', 'https://smba.example/jp/', '28:bot', NULL, '19:team@thread.tacv2', 'IT', NULL, 'ja', 'reachable', FALSE),
       ('home', '01900000-0000-7000-8000-000000000005', 'thread', '19:it@thread.tacv2;messageid=1', 'https://smba.example/jp/', '28:bot', '01900000-0000-7000-8000-000000000004', '19:team@thread.tacv2', NULL, NULL, 'ja', 'blocked', FALSE);
INSERT INTO rosters (tenant, channel, position, directory_id, channel_id, name, mail, read_at)
VALUES ('home', '01900000-0000-7000-8000-000000000004', 0, 'ken-oid', '29:ken', 'Ken', 'ken@example.com', 1790000000000),
       ('home', '01900000-0000-7000-8000-000000000004', 1, 'yui-oid', '29:yui', 'Yui', NULL, 1790000000000);
INSERT INTO teams (tenant, id, name, is_default, keywords, listed_agents, channel)
VALUES ('home', '01900000-0000-7000-8000-000000000006', 'IT', TRUE, '["VPN","パソコン"]', '["ken-oid"]', '01900000-0000-7000-8000-000000000004');
INSERT INTO inquiries (tenant, id, requester, conversation, language, stage, ticket, ending, opened_at, last_at, last_number)
VALUES ('home', '01900000-0000-7000-8000-000000000007', '01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000003', 'ja', 'people', '01900000-0000-7000-8000-00000000000f', NULL, 1790000000000, 1790000060000, 4),
       ('home', '01900000-0000-7000-8000-000000000008', '01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000003', 'ja', 'ended', NULL, 'solved', 1789991000000, 1789992000000, 0);
INSERT INTO messages (tenant, id, inquiry, number, author, person, kind, reply, text, attachments, at, remote_id)
VALUES ('home', '01900000-0000-7000-8000-000000000009', '01900000-0000-7000-8000-000000000007', 1, 'requester', '01900000-0000-7000-8000-000000000001', 'said', NULL, 'VPNにつながりません
どうすれば？ It''s down', '[{"name":"screen.png","media_type":"image/png","location":"https://smba.example/1","kind":"picture"}]', 1790000000000, '1790000000000'),
       ('home', '01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-000000000007', 2, 'assistant', NULL, 'answer', '{"said":"entry","entry":"ent_0190000000007000800000000000000d","version":2,"confidence":0.75,"helpful":false}', '', '[]', 1790000001000, '1790000001000'),
       ('home', '01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-000000000007', 3, 'agent', '01900000-0000-7000-8000-000000000002', 'note', NULL, 'ルーターかも', '[]', 1790000050000, NULL),
       ('home', '01900000-0000-7000-8000-00000000000c', '01900000-0000-7000-8000-000000000007', 4, 'agent', '01900000-0000-7000-8000-000000000002', 'said', NULL, '再起動してください', '[]', 1790000060000, '1790000060000');
INSERT INTO faq_revisions (tenant, revision)
VALUES ('home', 3);
INSERT INTO faq_entries (tenant, id, key, question, answer, language, audience, version, retired, revision)
VALUES ('home', '01900000-0000-7000-8000-00000000000d', 'vpn', 'VPNにつながらない', '証明書を入れ直してください。', 'ja', '["team:IT","group:0f0f"]', 2, FALSE, 2),
       ('home', '01900000-0000-7000-8000-00000000000e', 'old', 'Fax?', 'No more.', 'en', NULL, 1, TRUE, 3);
INSERT INTO faq_variants (tenant, entry, position, text)
VALUES ('home', '01900000-0000-7000-8000-00000000000d', 0, 'VPN使えない'),
       ('home', '01900000-0000-7000-8000-00000000000d', 1, 'VPNエラー');
INSERT INTO faq_versions (tenant, entry, version, key, question, answer, variants, language, audience, retired, revision, at, person)
VALUES ('home', '01900000-0000-7000-8000-00000000000d', 1, 'vpn', 'VPN', '再起動', '[]', 'ja', NULL, FALSE, 1, 1789999995000, NULL),
       ('home', '01900000-0000-7000-8000-00000000000d', 2, 'vpn', 'VPNにつながらない', '証明書を入れ直してください。', '["VPN使えない","VPNエラー"]', 'ja', '["team:IT","group:0f0f"]', FALSE, 2, 1789999996000, '01900000-0000-7000-8000-000000000002'),
       ('home', '01900000-0000-7000-8000-00000000000e', 1, 'old', 'Fax?', 'No more.', '[]', 'en', NULL, TRUE, 3, 1789999997000, NULL);
INSERT INTO ticket_numbers (tenant, number)
VALUES ('home', 41);
INSERT INTO tickets (tenant, id, number, inquiry, requester, team, state, person, state_at, priority, thread, opened_at, accepted_at, answered_at, raised, reopened, csat, lesson, lesson_drafts)
VALUES ('home', '01900000-0000-7000-8000-00000000000f', 41, '01900000-0000-7000-8000-000000000007', '01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000006', 'assigned', '01900000-0000-7000-8000-000000000002', 1790000040000, 'high', '01900000-0000-7000-8000-000000000005', 1790000030000, 1790000040000, 1790000060000, 2, 1, NULL, 'drafts', 1);
INSERT INTO drafts (tenant, id, team, question, answer, language, kinship, kin, state, entry, version, person, reason, reviewed_at, evidence, at, near)
VALUES ('home', '01900000-0000-7000-8000-000000000010', '01900000-0000-7000-8000-000000000006', 'VPNが切れる', '再起動してください', 'ja', 'variant', '01900000-0000-7000-8000-00000000000d', 'proposed', NULL, NULL, NULL, NULL, NULL, '["msg_0190000000007000800000000000000c"]', 1790000070000, '["ent_0190000000007000800000000000000d"]'),
       ('home', '01900000-0000-7000-8000-000000000011', '01900000-0000-7000-8000-000000000006', 'FAXは？', 'ありません', 'ja', 'new', NULL, 'rejected', NULL, NULL, '01900000-0000-7000-8000-000000000002', 'not wanted', 1790000080000, '[]', 1790000071000, '[]');
INSERT INTO draft_tickets (tenant, draft, position, ticket)
VALUES ('home', '01900000-0000-7000-8000-000000000010', 0, '01900000-0000-7000-8000-00000000000f');
INSERT INTO unanswered (tenant, message, at, language)
VALUES ('home', '01900000-0000-7000-8000-000000000009', 1790000000000, 'ja');
INSERT INTO deliveries (tenant, id, conversation, subject, state, again, reason, remote_id, at)
VALUES ('home', '01900000-0000-7000-8000-000000000012', '01900000-0000-7000-8000-000000000003', 'answer msg_0190000000007000800000000000000a', 'sent', FALSE, NULL, '1790000001000', 1790000001000),
       ('home', '01900000-0000-7000-8000-000000000013', '01900000-0000-7000-8000-000000000005', 'ticket-notice tkt_0190000000007000800000000000000f nobody-took-it', 'undeliverable', FALSE, '403', NULL, 1790000002000);
INSERT INTO events (position, tenant, id, name, facts, at) OVERRIDING SYSTEM VALUE
VALUES (1, 'home', '01900000-0000-7000-8000-000000000017', 'ticket.opened.v1', '{"ticket":"tkt_0190000000007000800000000000000f"}', 1790000030000),
       (2, 'home', '01900000-0000-7000-8000-000000000018', 'ticket.raised.v1', '{"ticket":"tkt_0190000000007000800000000000000f"}', 1790000035000);
INSERT INTO tasks (position, tenant, id, queue, key, task, due_at, holder, attempts, error, at) OVERRIDING SYSTEM VALUE
VALUES (1, 'home', '01900000-0000-7000-8000-000000000014', 'answering', 'inq_01900000000070008000000000000007', '{"do":"answer","inquiry":"inq_01900000000070008000000000000007","message":"msg_01900000000070008000000000000009"}', 1790000000000, NULL, 0, NULL, 1790000000000),
       (2, 'home', '01900000-0000-7000-8000-000000000015', 'timer', 'tkt_0190000000007000800000000000000f', '{"do":"raise","ticket":"tkt_0190000000007000800000000000000f","reopened":1}', 1790000000001, '01900000-0000-7000-8000-000000000063', 3, 'no answer', 1790000000000);
INSERT INTO dead_letters (tenant, id, queue, key, task, attempts, error, at, buried_at)
VALUES ('home', '01900000-0000-7000-8000-000000000016', 'intake', 'a:hanako', '{"do":"receive","conversation":"a:hanako","activity":"{}"}', 12, 'gave up', 1790000000000, 1790000000005);
INSERT INTO noted_keys (tenant, kind, key, at)
VALUES ('home', 'accepted', 'activity 1', 1790000000000),
       ('home', 'done', 'press 1', 1790000000000);
INSERT INTO pulse (name, at)
VALUES ('check', 1790000000000);
SELECT setval(pg_get_serial_sequence('events', 'position'), 2), setval(pg_get_serial_sequence('tasks', 'position'), 2);
