-- Statements of search.db, which is SQLite whatever holds the record.

-- name: index_configure
PRAGMA page_size = 8192;
PRAGMA cache_size = -65536;
PRAGMA cell_size_check = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA synchronous = NORMAL;
SELECT count(*) FROM sqlite_schema

-- name: index_create
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    kinds TEXT NOT NULL,
    entry INTEGER NOT NULL,
    entry_hash BLOB NOT NULL,
    slots INTEGER NOT NULL,
    sorted_slots INTEGER NOT NULL,
    late_rows INTEGER NOT NULL
) STRICT;
CREATE TABLE class (
    id INTEGER PRIMARY KEY,
    register INTEGER NOT NULL,
    section_id INTEGER NOT NULL,
    system_id INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT;
CREATE TABLE slot_chunk (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE indexed_row (
    slot INTEGER PRIMARY KEY,
    register INTEGER NOT NULL,
    row_id INTEGER NOT NULL,
    key TEXT,
    name TEXT NOT NULL
) STRICT;
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- name: index_drop
DROP TABLE IF EXISTS state;
DROP TABLE IF EXISTS class;
DROP TABLE IF EXISTS slot_chunk;
DROP TABLE IF EXISTS indexed_row;
DROP TABLE IF EXISTS block;

-- name: index_settle
CREATE UNIQUE INDEX IF NOT EXISTS indexed_row_source ON indexed_row (register, row_id);
CREATE INDEX IF NOT EXISTS indexed_row_name ON indexed_row (name);

-- name: index_has_state
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'state'

-- name: index_state_read
SELECT kinds, entry, entry_hash, slots, sorted_slots, late_rows FROM state WHERE id = 1

-- name: index_state_write
INSERT OR REPLACE INTO state (id, kinds, entry, entry_hash, slots, sorted_slots, late_rows)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)

-- name: index_class_write
INSERT INTO class (id, register, section_id, system_id, ended) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: index_class_scan
SELECT id, register, section_id, system_id, ended FROM class ORDER BY id

-- name: index_chunk_read
SELECT bytes FROM slot_chunk WHERE id = ?1

-- name: index_chunk_write
INSERT OR REPLACE INTO slot_chunk (id, bytes) VALUES (?1, ?2)

-- name: index_row_write
INSERT INTO indexed_row (slot, register, row_id, key, name) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: index_row_delete
DELETE FROM indexed_row WHERE register = ?1 AND row_id = ?2 RETURNING slot

-- name: index_row_read
SELECT register, row_id, key, name FROM indexed_row WHERE slot = ?1

-- name: index_row_named
SELECT slot FROM indexed_row WHERE name = ?1 ORDER BY slot

-- name: index_block_last
SELECT id, bytes FROM block WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1

-- name: index_block_scan
SELECT id, bytes FROM block WHERE id BETWEEN ?1 AND ?2 ORDER BY id

-- name: index_block_write
INSERT OR REPLACE INTO block (id, bytes) VALUES (?1, ?2)
