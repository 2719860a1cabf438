-- Who holds which role; NULL: in every team.
CREATE TABLE grants (
    tenant TEXT NOT NULL,
    person UUID NOT NULL,
    role   TEXT NOT NULL,
    team   UUID,
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id),
    FOREIGN KEY (tenant, team) REFERENCES teams (tenant, id)
);
CREATE INDEX grants_person ON grants (tenant, person);

-- A way in with a name and a password.
CREATE TABLE accounts (
    tenant     TEXT NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    person     UUID NOT NULL,
    password   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, name),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);

-- How often a name was tried without success, whether or not there is an account of it.
CREATE TABLE sign_in_attempts (
    tenant TEXT NOT NULL,
    name   TEXT NOT NULL,
    number BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (tenant, name)
);
CREATE INDEX sign_in_attempts_at ON sign_in_attempts (at);

-- Who is signed in. The key is the digest of the secret that the browser has.
CREATE TABLE sessions (
    tenant     TEXT NOT NULL,
    key        BYTEA NOT NULL,
    person     UUID NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant, key),
    FOREIGN KEY (tenant, person) REFERENCES people (tenant, id)
);
CREATE INDEX sessions_person ON sessions (tenant, person);
CREATE INDEX sessions_ends_at ON sessions (ends_at);
