-- How often a name was tried without success, by whom; empty: all who are no known browser, together. What was counted before is
-- forgotten, as it is after a day.
DROP TABLE sign_in_attempts;
CREATE TABLE sign_in_failures (
    tenant TEXT NOT NULL,
    name   TEXT NOT NULL,
    trier  BLOB NOT NULL,
    number INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (tenant, name, trier)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failures_at ON sign_in_failures (at);

-- A browser that has signed in to an account, and when last. The key is the digest of the secret that it keeps.
CREATE TABLE devices (
    tenant TEXT NOT NULL,
    name   TEXT NOT NULL,
    key    BLOB NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (tenant, name, key),
    FOREIGN KEY (tenant, name) REFERENCES accounts (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_at ON devices (at);
