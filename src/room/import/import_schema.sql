-- Which upload an import came from, and whether it was undone. The truth of both is in the record;
-- these rows only find it again.

CREATE TABLE import_upload (
    run_id INTEGER PRIMARY KEY,
    job_id INTEGER,
    undone_at TEXT
) STRICT;
CREATE INDEX import_upload_job ON import_upload(job_id);

-- Layouts that people told us of, to be used again.
CREATE TABLE import_profile (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
