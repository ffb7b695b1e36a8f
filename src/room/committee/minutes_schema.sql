-- Minutes of the committee.

CREATE TABLE minutes (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    minutes_no TEXT,
    held_on TEXT,
    subject TEXT,
    incident_no TEXT,
    present TEXT,
    absent TEXT,
    opinion TEXT,
    decision TEXT,
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
CREATE INDEX minutes_key ON minutes(row_key);
CREATE INDEX minutes_incident ON minutes(incident_no);
