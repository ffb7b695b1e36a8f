-- The tables of this room, as declared in its .def files.

CREATE TABLE information_system (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    name TEXT,
    department TEXT,
    section TEXT,
    segment TEXT,
    importance TEXT,
    hours_from TEXT,
    hours_to TEXT,
    state TEXT,
    fallback TEXT,
    note TEXT,
    name_key TEXT,
    row_key TEXT,
    section_id INTEGER,
    import_id INTEGER,
    source_file TEXT,
    source_sheet TEXT,
    source_line INTEGER,
    source_order INTEGER,
    raw TEXT,
    edited INTEGER,
    ended_at TEXT
) STRICT;
CREATE INDEX information_system_key ON information_system(row_key);
