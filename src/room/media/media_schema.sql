-- The tables of this room, as declared in its .def files.

CREATE TABLE medium (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    medium_no TEXT,
    medium_kind TEXT,
    capacity TEXT,
    encryption_function INTEGER,
    department TEXT,
    section TEXT,
    registered_on TEXT,
    state TEXT,
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
CREATE INDEX medium_key ON medium(row_key);

CREATE TABLE takeout (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    medium_no TEXT,
    department TEXT,
    section TEXT,
    staff_no TEXT,
    name TEXT,
    destination TEXT,
    purpose TEXT,
    contents TEXT,
    segment TEXT,
    importance TEXT,
    count TEXT,
    encryption INTEGER,
    exception_no TEXT,
    approver_no TEXT,
    approver_name TEXT,
    approved_on TEXT,
    out_on TEXT,
    due_on TEXT,
    back_on TEXT,
    erased INTEGER,
    checked TEXT,
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
CREATE INDEX takeout_key ON takeout(row_key);
CREATE INDEX takeout_medium ON takeout(medium_no, out_on);
