-- Documents of cases, and in a step which version of which it sent.

CREATE TABLE incident_document (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL,
    incident_id INTEGER,
    number INTEGER,
    kind TEXT,
    body TEXT,
    report TEXT,
    version INTEGER,
    title TEXT,
    content TEXT,
    sha256 TEXT,
    staff_no TEXT,
    name TEXT,
    post TEXT,
    at TEXT
) STRICT;
CREATE UNIQUE INDEX incident_document_number ON incident_document(incident_id, number);

ALTER TABLE incident_step ADD COLUMN document INTEGER;
ALTER TABLE incident_step ADD COLUMN document_sha256 TEXT;
