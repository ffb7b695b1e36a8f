-- The record: entries, the tree's head, roots of complete blocks of 256 entries, and which tables
-- are recorded (for programs that know nothing of them, as the separate verifier).
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY,
    leaf BLOB NOT NULL,
    hash BLOB NOT NULL,
    salt BLOB,
    payload BLOB,
    register INTEGER NOT NULL,
    row_id INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entry_row ON entry (register, row_id, seq);
CREATE TABLE IF NOT EXISTS record_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    frontier BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS record_node (
    position INTEGER PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS recorded_table (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
