-- The tables of this room, as declared in its .def files.

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    system_id INTEGER,
    user_id TEXT,
    kind TEXT,
    staff_no TEXT,
    name TEXT,
    place TEXT,
    role TEXT,
    state TEXT,
    registered_on TEXT,
    last_login_at TEXT,
    password_changed_on TEXT,
    first_password_changed INTEGER,
    second_factor INTEGER,
    failures INTEGER,
    user_key TEXT,
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
CREATE INDEX account_key ON account(row_key);
CREATE INDEX account_person ON account(staff_no);
-- What the checks judge.
CREATE INDEX account_judged ON account(kind, staff_no, system_id, state, role, user_id,
                                       last_login_at, password_changed_on, first_password_changed,
                                       second_factor, failures, source_order, ended_at)
    WHERE ended_at IS NULL;

CREATE TABLE id_ledger (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    application_no TEXT,
    applied_on TEXT,
    application_kind TEXT,
    kind TEXT,
    target TEXT,
    name TEXT,
    department TEXT,
    section TEXT,
    system TEXT,
    role TEXT,
    approver TEXT,
    approved_on TEXT,
    valid_from TEXT,
    valid_until TEXT,
    state TEXT,
    note TEXT,
    system_key TEXT,
    target_key TEXT,
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
CREATE INDEX id_ledger_key ON id_ledger(row_key);
CREATE INDEX id_ledger_approved ON id_ledger(target_key, system_key, role, section_id, valid_until,
                                              state, ended_at)
    WHERE ended_at IS NULL AND state = '承認';
