-- Who sees an inquiry: the team of its newest ticket.
ALTER TABLE inquiries ADD COLUMN team BLOB;
UPDATE inquiries
SET team = tickets.team
FROM (SELECT tenant, inquiry, MAX(number) AS number FROM tickets GROUP BY tenant, inquiry) AS newest
JOIN tickets ON tickets.tenant = newest.tenant AND tickets.number = newest.number
WHERE inquiries.tenant = newest.tenant AND inquiries.id = newest.inquiry;
CREATE INDEX inquiries_team ON inquiries (tenant, team, id) WHERE team IS NOT NULL;

-- The newest ticket of an inquiry; an agent's own tickets; a team's drafts, newest first.
DROP INDEX tickets_inquiry;
CREATE INDEX tickets_inquiry ON tickets (tenant, inquiry, number);
CREATE INDEX drafts_newest ON drafts (tenant, team, id);
CREATE INDEX tickets_person ON tickets (tenant, team, person, number) WHERE person IS NOT NULL;

-- The index of texts lacks something of an inquiry: what was said since, or what was changed or taken out.
ALTER TABLE inquiries ADD COLUMN unindexed INTEGER NOT NULL DEFAULT TRUE;
ALTER TABLE inquiries ADD COLUMN changed INTEGER NOT NULL DEFAULT FALSE;
-- Grows with every change of what was said: what has changed while it was taken in is taken in once more.
ALTER TABLE inquiries ADD COLUMN text_version INTEGER NOT NULL DEFAULT 1;
-- With the flag in it, or SQLite would go through all inquiries by their key.
CREATE INDEX inquiries_unindexed ON inquiries (tenant, unindexed, id) WHERE unindexed = TRUE;

-- The index of texts. A block holds the inquiries from one id to that of the next block, each at a place of its own. A place
-- is left and not given again when a text was changed; a block with many of those is written anew, and the old one goes.
CREATE TABLE search_blocks (
    number    INTEGER PRIMARY KEY,
    tenant    TEXT NOT NULL,
    lowest    BLOB NOT NULL,
    highest   BLOB NOT NULL,
    places    INTEGER NOT NULL,
    spoilt    INTEGER NOT NULL,
    spoilt_at INTEGER,
    closing   INTEGER NOT NULL
) STRICT;
CREATE INDEX search_blocks_lowest ON search_blocks (tenant, lowest);
CREATE TABLE search_places (
    block   INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    tenant  TEXT NOT NULL,
    inquiry BLOB NOT NULL,
    PRIMARY KEY (block, place),
    FOREIGN KEY (block) REFERENCES search_blocks (number),
    FOREIGN KEY (tenant, inquiry) REFERENCES inquiries (tenant, id)
) STRICT, WITHOUT ROWID;
-- It begins with the inquiry, or SQLite would take it for the best way to all places of a tenant.
CREATE UNIQUE INDEX search_places_inquiry ON search_places (inquiry, tenant);
-- No reference to the block: it would be looked up for each of some millions of rows. They go before their block does.
CREATE TABLE search_tokens (
    block  INTEGER NOT NULL,
    token  TEXT NOT NULL,
    places BLOB NOT NULL,
    PRIMARY KEY (block, token)
) STRICT, WITHOUT ROWID;
