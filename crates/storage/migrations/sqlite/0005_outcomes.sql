-- What the assistant thought best when it answered, and what became of it.
ALTER TABLE messages ADD COLUMN guess TEXT;
CREATE TABLE outcomes (
    tenant    TEXT NOT NULL,
    message   BLOB NOT NULL,
    requester BLOB NOT NULL,
    correct   INTEGER NOT NULL,
    basis     TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (tenant, message),
    FOREIGN KEY (tenant, message) REFERENCES messages (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcomes_at ON outcomes (tenant, at);
