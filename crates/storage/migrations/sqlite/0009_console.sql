-- Who holds which role; NULL: in every team.
CREATE TABLE grants (
    tenant TEXT NOT NULL,
    person BLOB NOT NULL,
    role   TEXT NOT NULL,
    team   BLOB,
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id)
) STRICT;
CREATE INDEX grants_person ON grants (tenant, person);

-- A way in with a name and a password.
CREATE TABLE accounts (
    tenant     TEXT NOT NULL,
    name       TEXT NOT NULL,
    person     BLOB NOT NULL,
    password   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, name),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
) STRICT, WITHOUT ROWID;

-- How often a name was tried without success, whether or not there is an account of it.
CREATE TABLE sign_in_attempts (
    tenant TEXT NOT NULL,
    name   TEXT NOT NULL,
    number INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_attempts_at ON sign_in_attempts (at);

-- Who is signed in. The key is the digest of the secret that the browser has.
CREATE TABLE sessions (
    tenant     TEXT NOT NULL,
    key        BLOB NOT NULL,
    person     BLOB NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant, key),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (tenant, person);
CREATE INDEX sessions_ends_at ON sessions (ends_at);
