-- The call list of CSIRT: how people are reached, and who is on call.

CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    staff_no TEXT,
    call_order INTEGER,
    office_phone TEXT,
    off_phone TEXT,
    mail TEXT,
    stand_in TEXT,
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
CREATE INDEX contact_key ON contact(row_key);

CREATE TABLE on_call (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    role TEXT,
    staff_no TEXT,
    from_at TEXT,
    until_at TEXT,
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
CREATE INDEX on_call_key ON on_call(row_key);

CREATE INDEX contact_person ON contact(staff_no);
CREATE INDEX on_call_time ON on_call(until_at, from_at);
