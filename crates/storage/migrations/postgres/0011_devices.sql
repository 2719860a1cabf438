-- How often a name was tried without success, by whom; empty: all who are no known browser, together. What was counted before is
-- forgotten, as it is after a day.
DROP TABLE sign_in_attempts;
CREATE TABLE sign_in_failures (
    tenant TEXT NOT NULL,
    name   TEXT COLLATE "C" NOT NULL,
    trier  BYTEA NOT NULL,
    number BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (tenant, name, trier)
);
CREATE INDEX sign_in_failures_at ON sign_in_failures (at);

-- A browser that has signed in to an account, and when last. The key is the digest of the secret that it keeps.
CREATE TABLE devices (
    tenant TEXT NOT NULL,
    name   TEXT COLLATE "C" NOT NULL,
    key    BYTEA NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (tenant, name, key),
    FOREIGN KEY (tenant, name) REFERENCES accounts (tenant, name)
);
CREATE INDEX devices_at ON devices (at);
