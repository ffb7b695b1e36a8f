-- Files read in.

CREATE TABLE import_run (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    kind TEXT,
    file TEXT,
    sha256 TEXT,
    profile TEXT,
    mode TEXT,
    as_of TEXT,
    system_id INTEGER,
    covers TEXT,
    started_at TEXT,
    rows_read INTEGER,
    rows_valid INTEGER,
    rows_invalid INTEGER,
    added INTEGER,
    updated INTEGER,
    ended INTEGER,
    known_to INTEGER
) STRICT;
CREATE INDEX import_run_kind ON import_run(kind);
