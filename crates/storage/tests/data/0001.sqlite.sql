-- A database of the first release (schema 0001) with content; never edited. The schema is that of the migration 0001.

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

CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
VALUES (1, 'the desk', TRUE, X'4193300D9B77473754CFC9409B123EDD318FCE886B597B4647041E6DD14BD65E1949A04A8445CCB21295B6E32C4894CF', 7000000);

INSERT INTO people (tenant, id, directory_id, channel_id, name, language)
VALUES ('home', X'01900000000070008000000000000001', 'hanako-oid', '29:hanako', '佐藤 花子', 'ja'),
       ('home', X'01900000000070008000000000000002', 'ken-oid', '29:ken', 'Ken', NULL),
       ('other', X'01900000000070008000000000000001', 'hanako-oid', '29:x', 'Namesake', 'en');
INSERT INTO conversations (tenant, id, kind, remote_id, service_url, bot_id, parent, team_remote_id, name, person, language, reach, greeted)
VALUES ('home', X'01900000000070008000000000000003', 'personal', 'a:hanako', 'https://smba.example/jp/', '28:bot', NULL, NULL, NULL, X'01900000000070008000000000000001', 'ja', 'reachable', 1),
       ('home', X'01900000000070008000000000000004', 'channel', '19:it@thread.tacv2', 'https://smba.example/jp/', '28:bot', NULL, '19:team@thread.tacv2', 'IT', NULL, 'ja', 'reachable', 0),
       ('home', X'01900000000070008000000000000005', 'thread', '19:it@thread.tacv2;messageid=1', 'https://smba.example/jp/', '28:bot', X'01900000000070008000000000000004', '19:team@thread.tacv2', NULL, NULL, 'ja', 'blocked', 0);
INSERT INTO rosters (tenant, channel, position, directory_id, channel_id, name, mail, read_at)
VALUES ('home', X'01900000000070008000000000000004', 0, 'ken-oid', '29:ken', 'Ken', 'ken@example.com', 1790000000000),
       ('home', X'01900000000070008000000000000004', 1, 'yui-oid', '29:yui', 'Yui', NULL, 1790000000000);
INSERT INTO teams (tenant, id, name, is_default, keywords, listed_agents, channel)
VALUES ('home', X'01900000000070008000000000000006', 'IT', 1, '["VPN","パソコン"]', '["ken-oid"]', X'01900000000070008000000000000004');
INSERT INTO inquiries (tenant, id, requester, conversation, language, stage, ticket, ending, opened_at, last_at, last_number)
VALUES ('home', X'01900000000070008000000000000007', X'01900000000070008000000000000001', X'01900000000070008000000000000003', 'ja', 'people', X'0190000000007000800000000000000F', NULL, 1790000000000, 1790000060000, 4),
       ('home', X'01900000000070008000000000000008', X'01900000000070008000000000000001', X'01900000000070008000000000000003', 'ja', 'ended', NULL, 'solved', 1789991000000, 1789992000000, 0);
INSERT INTO messages (tenant, id, inquiry, number, author, person, kind, reply, text, attachments, at, remote_id)
VALUES ('home', X'01900000000070008000000000000009', X'01900000000070008000000000000007', 1, 'requester', X'01900000000070008000000000000001', 'said', NULL, 'VPNにつながりません
どうすれば？ It''s down', '[{"name":"screen.png","media_type":"image/png","location":"https://smba.example/1","kind":"picture"}]', 1790000000000, '1790000000000'),
       ('home', X'0190000000007000800000000000000A', X'01900000000070008000000000000007', 2, 'assistant', NULL, 'answer', '{"said":"entry","entry":"ent_0190000000007000800000000000000d","version":2,"confidence":0.75,"helpful":false}', '', '[]', 1790000001000, '1790000001000'),
       ('home', X'0190000000007000800000000000000B', X'01900000000070008000000000000007', 3, 'agent', X'01900000000070008000000000000002', 'note', NULL, 'ルーターかも', '[]', 1790000050000, NULL),
       ('home', X'0190000000007000800000000000000C', X'01900000000070008000000000000007', 4, 'agent', X'01900000000070008000000000000002', 'said', NULL, '再起動してください', '[]', 1790000060000, '1790000060000');
INSERT INTO faq_revisions (tenant, revision)
VALUES ('home', 3);
INSERT INTO faq_entries (tenant, id, key, question, answer, language, audience, version, retired, revision)
VALUES ('home', X'0190000000007000800000000000000D', 'vpn', 'VPNにつながらない', '証明書を入れ直してください。', 'ja', '["team:IT","group:0f0f"]', 2, 0, 2),
       ('home', X'0190000000007000800000000000000E', 'old', 'Fax?', 'No more.', 'en', NULL, 1, 1, 3);
INSERT INTO faq_variants (tenant, entry, position, text)
VALUES ('home', X'0190000000007000800000000000000D', 0, 'VPN使えない'),
       ('home', X'0190000000007000800000000000000D', 1, 'VPNエラー');
INSERT INTO faq_versions (tenant, entry, version, key, question, answer, variants, language, audience, retired, revision, at, person)
VALUES ('home', X'0190000000007000800000000000000D', 1, 'vpn', 'VPN', '再起動', '[]', 'ja', NULL, 0, 1, 1789999995000, NULL),
       ('home', X'0190000000007000800000000000000D', 2, 'vpn', 'VPNにつながらない', '証明書を入れ直してください。', '["VPN使えない","VPNエラー"]', 'ja', '["team:IT","group:0f0f"]', 0, 2, 1789999996000, X'01900000000070008000000000000002'),
       ('home', X'0190000000007000800000000000000E', 1, 'old', 'Fax?', 'No more.', '[]', 'en', NULL, 1, 3, 1789999997000, NULL);
INSERT INTO ticket_numbers (tenant, number)
VALUES ('home', 41);
INSERT INTO tickets (tenant, id, number, inquiry, requester, team, state, person, state_at, priority, thread, opened_at, accepted_at, answered_at, raised, reopened, csat, lesson, lesson_drafts)
VALUES ('home', X'0190000000007000800000000000000F', 41, X'01900000000070008000000000000007', X'01900000000070008000000000000001', X'01900000000070008000000000000006', 'assigned', X'01900000000070008000000000000002', 1790000040000, 'high', X'01900000000070008000000000000005', 1790000030000, 1790000040000, 1790000060000, 2, 1, NULL, 'drafts', 1);
INSERT INTO drafts (tenant, id, team, question, answer, language, kinship, kin, state, entry, version, person, reason, reviewed_at, evidence, at, near)
VALUES ('home', X'01900000000070008000000000000010', X'01900000000070008000000000000006', 'VPNが切れる', '再起動してください', 'ja', 'variant', X'0190000000007000800000000000000D', 'proposed', NULL, NULL, NULL, NULL, NULL, '["msg_0190000000007000800000000000000c"]', 1790000070000, '["ent_0190000000007000800000000000000d"]'),
       ('home', X'01900000000070008000000000000011', X'01900000000070008000000000000006', 'FAXは？', 'ありません', 'ja', 'new', NULL, 'rejected', NULL, NULL, X'01900000000070008000000000000002', 'not wanted', 1790000080000, '[]', 1790000071000, '[]');
INSERT INTO draft_tickets (tenant, draft, position, ticket)
VALUES ('home', X'01900000000070008000000000000010', 0, X'0190000000007000800000000000000F');
INSERT INTO unanswered (tenant, message, at, language)
VALUES ('home', X'01900000000070008000000000000009', 1790000000000, 'ja');
INSERT INTO deliveries (tenant, id, conversation, subject, state, again, reason, remote_id, at)
VALUES ('home', X'01900000000070008000000000000012', X'01900000000070008000000000000003', 'answer msg_0190000000007000800000000000000a', 'sent', 0, NULL, '1790000001000', 1790000001000),
       ('home', X'01900000000070008000000000000013', X'01900000000070008000000000000005', 'ticket-notice tkt_0190000000007000800000000000000f nobody-took-it', 'undeliverable', 0, '403', NULL, 1790000002000);
INSERT INTO events (position, tenant, id, name, facts, at)
VALUES (1, 'home', X'01900000000070008000000000000017', 'ticket.opened.v1', '{"ticket":"tkt_0190000000007000800000000000000f"}', 1790000030000),
       (2, 'home', X'01900000000070008000000000000018', 'ticket.raised.v1', '{"ticket":"tkt_0190000000007000800000000000000f"}', 1790000035000);
INSERT INTO tasks (position, tenant, id, queue, key, task, due_at, holder, attempts, error, at)
VALUES (1, 'home', X'01900000000070008000000000000014', 'answering', 'inq_01900000000070008000000000000007', '{"do":"answer","inquiry":"inq_01900000000070008000000000000007","message":"msg_01900000000070008000000000000009"}', 1790000000000, NULL, 0, NULL, 1790000000000),
       (2, 'home', X'01900000000070008000000000000015', 'timer', 'tkt_0190000000007000800000000000000f', '{"do":"raise","ticket":"tkt_0190000000007000800000000000000f","reopened":1}', 1790000000001, X'01900000000070008000000000000063', 3, 'no answer', 1790000000000);
INSERT INTO dead_letters (tenant, id, queue, key, task, attempts, error, at, buried_at)
VALUES ('home', X'01900000000070008000000000000016', 'intake', 'a:hanako', '{"do":"receive","conversation":"a:hanako","activity":"{}"}', 12, 'gave up', 1790000000000, 1790000000005);
INSERT INTO noted_keys (tenant, kind, key, at)
VALUES ('home', 'accepted', 'activity 1', 1790000000000),
       ('home', 'done', 'press 1', 1790000000000);
INSERT INTO pulse (name, at)
VALUES ('check', 1790000000000);
