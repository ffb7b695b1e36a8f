-- Long work, waiting or done. Plain rows of the program's own: what a job changes is in the record.

CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject INTEGER,
    owner TEXT NOT NULL,
    terminal TEXT,
    language TEXT NOT NULL,
    input TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    result TEXT,
    file TEXT,
    tries INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT
) STRICT;
CREATE INDEX job_state ON job(state, id);
CREATE INDEX job_owner ON job(owner, id);
CREATE INDEX job_subject ON job(subject, id);
