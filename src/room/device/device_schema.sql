-- The tables of this room, as declared in its .def files.

CREATE TABLE device (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    device_no TEXT,
    name TEXT,
    kind TEXT,
    department TEXT,
    section TEXT,
    place TEXT,
    system TEXT,
    segment TEXT,
    serial TEXT,
    mac TEXT,
    ip TEXT,
    custodian TEXT,
    registered_on TEXT,
    state TEXT,
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
CREATE INDEX device_key ON device(row_key);
