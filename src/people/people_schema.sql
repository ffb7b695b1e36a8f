-- Units, people, posts and who holds what, when. CLAUSE: 1.1, 1.2.4

CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    kind TEXT,
    parent_id INTEGER,
    name TEXT,
    name_key TEXT,
    code TEXT,
    valid_from TEXT,
    valid_to TEXT,
    successor_id INTEGER,
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
CREATE INDEX unit_name ON unit(kind, name_key, parent_id);

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    staff_no TEXT,
    name TEXT,
    kana TEXT,
    employment TEXT,
    hired_on TEXT,
    left_on TEXT,
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
CREATE UNIQUE INDEX person_number ON person(staff_no);

CREATE TABLE assignment (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    person_id INTEGER,
    department_id INTEGER,
    section_id INTEGER,
    unit_id INTEGER,
    post TEXT,
    how TEXT,
    employment TEXT,
    valid_from TEXT,
    valid_to TEXT,
    recorded_from INTEGER,
    recorded_to INTEGER,
    import_id INTEGER,
    source_line INTEGER
) STRICT;
CREATE INDEX assignment_person ON assignment(person_id, recorded_to);
CREATE INDEX assignment_section ON assignment(section_id, recorded_to);

CREATE TABLE post (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    unit_id INTEGER,
    title TEXT,
    head INTEGER,
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
CREATE UNIQUE INDEX post_title ON post(unit_id, title);

CREATE TABLE appointment (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    role TEXT,
    staff_no TEXT,
    department TEXT,
    section TEXT,
    system TEXT,
    appointed_by TEXT,
    valid_from TEXT,
    valid_to TEXT,
    accepted_on TEXT,
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
CREATE INDEX appointment_key ON appointment(row_key);

CREATE TABLE reorganisation (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    effective_on TEXT,
    change TEXT,
    old_department TEXT,
    old_section TEXT,
    new_department TEXT,
    new_section TEXT,
    takes_over INTEGER,
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
CREATE INDEX reorganisation_key ON reorganisation(row_key);
