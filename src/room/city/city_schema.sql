-- Whose data this is.

CREATE TABLE city (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    name TEXT,
    origin TEXT,
    pack_id TEXT,
    pack_version TEXT,
    as_of TEXT,
    simulation INTEGER,
    demo INTEGER,
    made_at TEXT,
    checked_at TEXT
) STRICT;
