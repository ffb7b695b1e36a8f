-- Sign-ins and tokens, and the one table of secrets, which no export, view or record entry reads.

CREATE TABLE login (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    person_id INTEGER,
    state TEXT,
    must_change INTEGER,
    failures INTEGER,
    locked_at TEXT,
    password_digest TEXT,
    password_changed_at TEXT,
    last_used_on TEXT
) STRICT;
CREATE UNIQUE INDEX login_person ON login(person_id);

CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    person_id INTEGER,
    name TEXT,
    token_digest TEXT,
    issued_on TEXT,
    expires_on TEXT,
    last_used_on TEXT,
    ended_on TEXT
) STRICT;
CREATE UNIQUE INDEX token_digest ON token(token_digest);
CREATE INDEX token_person ON token(person_id);

CREATE TABLE keeper_secret (
    person_id INTEGER PRIMARY KEY,
    password_hash TEXT NOT NULL
) STRICT;
