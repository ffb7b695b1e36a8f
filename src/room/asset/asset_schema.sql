-- The tables of this room, as declared in its .def files.

CREATE TABLE asset (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    asset_no TEXT,
    department TEXT,
    section TEXT,
    name TEXT,
    system TEXT,
    kind TEXT,
    importance TEXT,
    personal_data INTEGER,
    my_number INTEGER,
    count TEXT,
    use_zone TEXT,
    storage_zone TEXT,
    place TEXT,
    locked_after_hours INTEGER,
    wire_lock INTEGER,
    encryption INTEGER,
    backup INTEGER,
    outsourced INTEGER,
    registered_on TEXT,
    reviewed_on TEXT,
    retention TEXT,
    custodian TEXT,
    note TEXT,
    operates_servers INTEGER,
    reach_importance TEXT,
    container TEXT,
    container_locked INTEGER,
    system_key TEXT,
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
CREATE INDEX asset_key ON asset(row_key);
CREATE INDEX asset_section ON asset(section_id);
-- What the checks judge, so that a whole city is judged without reading its rows; ended_at stands in
-- them because the views ask for it.
CREATE INDEX asset_judged ON asset(kind, importance, storage_zone, locked_after_hours, wire_lock,
                                   use_zone, container, container_locked, operates_servers,
                                   reach_importance, encryption, backup, personal_data, ended_at)
    WHERE ended_at IS NULL;
CREATE INDEX asset_custodian ON asset(custodian, section_id, ended_at) WHERE ended_at IS NULL;
CREATE INDEX asset_review ON asset(reviewed_on, ended_at) WHERE ended_at IS NULL;

CREATE TABLE declaration (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    department TEXT,
    section TEXT,
    register TEXT,
    declared_on TEXT,
    staff_no TEXT,
    valid_until TEXT,
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
CREATE INDEX declaration_key ON declaration(row_key);
