-- The tables of this room, as declared in its .def files.

CREATE TABLE incident (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    incident_no TEXT,
    what TEXT,
    kind TEXT,
    phase TEXT,
    severity TEXT,
    severity_proposed TEXT,
    department TEXT,
    section TEXT,
    asset TEXT,
    system TEXT,
    reporter TEXT,
    caller TEXT,
    happened_at TEXT,
    noticed_at TEXT,
    entered_at TEXT,
    judged_at TEXT,
    closed_at TEXT,
    persons INTEGER,
    importance TEXT,
    my_number INTEGER,
    service_stopped INTEGER,
    is_drill INTEGER,
    round INTEGER,
    cause TEXT,
    merged_into TEXT,
    system_id INTEGER,
    words TEXT,
    once TEXT,
    is_over INTEGER,
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
CREATE INDEX incident_key ON incident(row_key);
-- With all that the list filters by, so that counting looks into nothing else.
CREATE INDEX incident_part ON incident(is_over, ended_at, id, phase, kind, severity,
    severity_proposed, section_id, noticed_at, is_drill);
CREATE UNIQUE INDEX incident_once ON incident(once);
CREATE INDEX incident_section ON incident(section_id);
CREATE INDEX incident_reporter ON incident(reporter);
CREATE INDEX incident_asset ON incident(asset);
CREATE INDEX incident_system ON incident(system);
CREATE INDEX incident_cause ON incident(cause);
CREATE INDEX incident_kind ON incident(kind);

CREATE TABLE incident_step (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    incident_id INTEGER,
    round INTEGER,
    step TEXT,
    choice TEXT,
    arrow TEXT,
    staff_no TEXT,
    name TEXT,
    post TEXT,
    at TEXT,
    happened_at TEXT,
    obligation_id INTEGER,
    addressee TEXT,
    body TEXT,
    way TEXT,
    number TEXT,
    severity TEXT,
    due_at TEXT,
    text TEXT,
    reason TEXT,
    file_name TEXT,
    file_sha256 TEXT,
    file_bytes INTEGER
) STRICT;
CREATE INDEX incident_step_case ON incident_step(incident_id);
CREATE INDEX incident_step_person ON incident_step(staff_no);
CREATE INDEX incident_step_addressee ON incident_step(addressee);
