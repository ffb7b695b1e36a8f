-- Obligations and the outbox of notices.

CREATE TABLE obligation (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    subject TEXT,
    subject_id INTEGER,
    subject_key TEXT,
    round INTEGER,
    duty TEXT,
    arrow TEXT,
    clause TEXT,
    class TEXT,
    severity TEXT,
    body TEXT,
    report TEXT,
    owner_role TEXT,
    owner_section INTEGER,
    owner_staff_no TEXT,
    owner_outside TEXT,
    creditor TEXT,
    basis TEXT,
    basis_at TEXT,
    due_at TEXT,
    parent_id INTEGER,
    text TEXT,
    state TEXT,
    settled_at TEXT,
    settled_by TEXT,
    reason TEXT,
    late INTEGER,
    is_drill INTEGER,
    facts TEXT,
    told INTEGER,
    next_at TEXT
) STRICT;
CREATE INDEX obligation_subject ON obligation(subject, subject_id);
CREATE INDEX obligation_next ON obligation(state, next_at);
CREATE INDEX obligation_section ON obligation(owner_section);
CREATE INDEX obligation_addressee ON obligation(owner_staff_no);

CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    obligation_id INTEGER,
    subject TEXT,
    subject_id INTEGER,
    subject_key TEXT,
    about TEXT,
    level INTEGER,
    role TEXT,
    staff_no TEXT,
    name TEXT,
    facts TEXT,
    due_at TEXT,
    planned_at TEXT,
    made_at TEXT,
    is_drill INTEGER,
    acknowledged_at TEXT
) STRICT;
CREATE UNIQUE INDEX notice_once ON notice(obligation_id, level, staff_no);
CREATE INDEX notice_person ON notice(staff_no, acknowledged_at);
CREATE INDEX notice_subject ON notice(subject, subject_id);
