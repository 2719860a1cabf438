-- What the assistant thought best when it answered, and what became of it.
ALTER TABLE messages ADD COLUMN guess TEXT;
CREATE TABLE outcomes (
    tenant    TEXT NOT NULL,
    message   UUID NOT NULL,
    requester UUID NOT NULL,
    correct   BOOLEAN NOT NULL,
    basis     TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (tenant, message),
    FOREIGN KEY (tenant, message) REFERENCES messages (tenant, id)
);
CREATE INDEX outcomes_at ON outcomes (tenant, at);
