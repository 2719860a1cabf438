-- The vectors of FAQ entries: made anew where they are missing, so that nothing is lost with them.
CREATE TABLE entry_vectors (
    tenant   TEXT NOT NULL,
    entry    BLOB NOT NULL,
    model    TEXT NOT NULL,
    version  INTEGER NOT NULL,
    asked    BLOB NOT NULL,
    answered BLOB NOT NULL,
    PRIMARY KEY (tenant, entry, model),
    FOREIGN KEY (tenant, entry) REFERENCES faq_entries (tenant, id) ON DELETE CASCADE
) STRICT;
