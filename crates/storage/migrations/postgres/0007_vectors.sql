-- The vectors of FAQ entries: made anew where they are missing, so that nothing is lost with them.
CREATE TABLE entry_vectors (
    tenant   TEXT NOT NULL,
    entry    UUID NOT NULL,
    model    TEXT NOT NULL,
    version  BIGINT NOT NULL,
    asked    BYTEA NOT NULL,
    answered BYTEA NOT NULL,
    PRIMARY KEY (tenant, entry, model),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id) ON DELETE CASCADE
);
