-- The organisation's own words: a word, and what else people call it.
CREATE TABLE lexicon_groups (
    tenant   TEXT NOT NULL,
    key      TEXT NOT NULL,
    word     TEXT NOT NULL,
    synonyms TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
);
CREATE TABLE lexicon_revisions (
    tenant   TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
);
