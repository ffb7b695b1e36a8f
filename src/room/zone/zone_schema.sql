-- The tables of this room, as declared in its .def files.

CREATE TABLE place (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    name TEXT,
    building TEXT,
    floor TEXT,
    room TEXT,
    department TEXT,
    section TEXT,
    zone_day TEXT,
    zone_after_hours TEXT,
    locked_after_hours INTEGER,
    note TEXT,
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
CREATE INDEX place_key ON place(row_key);
