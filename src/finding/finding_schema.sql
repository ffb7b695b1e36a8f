-- Findings and their exceptions.

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    code TEXT,
    table_id INTEGER,
    row_id INTEGER,
    public_id TEXT,
    key TEXT,
    detail TEXT,
    when_held TEXT,
    opened_at TEXT,
    closed_at TEXT,
    state TEXT,
    exception_id INTEGER,
    measure TEXT,
    responsible TEXT,
    promised_on TEXT,
    answer TEXT,
    sql_hash TEXT,
    pack_version TEXT
) STRICT;
CREATE UNIQUE INDEX finding_thing ON finding(code, table_id, row_id, key);
CREATE INDEX finding_state ON finding(state, code);
CREATE INDEX finding_public ON finding(public_id);

CREATE TABLE exception (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    finding_id INTEGER,
    reason TEXT,
    valid_until TEXT,
    approver TEXT,
    requested_by TEXT,
    requested_at TEXT,
    state TEXT,
    decided_at TEXT
) STRICT;
CREATE INDEX exception_finding ON exception(finding_id);
