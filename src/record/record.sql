-- Statements of the record. Names become SQL_NAME.

-- name: head_read
SELECT origin, size, frontier FROM record_head WHERE id = 1

-- name: head_insert
INSERT INTO record_head (id, origin, size, frontier) VALUES (1, :origin, :size, :frontier)

-- name: head_update
UPDATE record_head SET size = :size, frontier = :frontier WHERE id = 1

-- name: entry_insert
INSERT INTO entry (seq, leaf, hash, salt, payload, register, row_id)
VALUES (:seq, :leaf, :hash, :salt, :payload, :register, :row_id)

-- name: entry_read
SELECT seq, leaf, hash, salt, payload, register, row_id FROM entry WHERE seq = :seq

-- name: entry_scan
SELECT seq, leaf, hash, salt, payload, register, row_id FROM entry ORDER BY seq

-- name: entry_back
SELECT seq, leaf, hash, salt, payload, register, row_id FROM entry
WHERE seq < :before AND seq >= :first ORDER BY seq DESC LIMIT :most

-- name: entry_payloads
SELECT seq, payload FROM entry WHERE seq >= :seq ORDER BY seq

-- name: entry_leaves
SELECT seq, leaf FROM entry WHERE seq < :size ORDER BY seq

-- name: entry_hashes
SELECT seq, hash FROM entry WHERE seq >= :first AND seq < :stop ORDER BY seq

-- name: entry_history
SELECT seq FROM entry WHERE register = :register AND row_id = :row_id ORDER BY seq

-- name: note_scan
SELECT seq, leaf, hash, salt, payload, register, row_id FROM entry
WHERE register = 0 AND row_id = 0 AND seq <= :seq ORDER BY seq DESC

-- name: entry_tables_since
SELECT seq, register FROM entry WHERE seq >= :seq ORDER BY seq

-- name: entry_last
SELECT max(seq) FROM entry WHERE register = :register AND row_id = :row_id

-- name: entry_erase
UPDATE entry SET payload = NULL, salt = NULL WHERE seq = :seq

-- name: node_insert
INSERT INTO record_node (position, hash) VALUES (:position, :hash)

-- name: node_scan
SELECT position, hash FROM record_node ORDER BY position

-- name: recorded_table_scan
SELECT id, name FROM recorded_table ORDER BY id

-- name: recorded_table_put
INSERT INTO recorded_table (id, name) VALUES (:id, :name)
ON CONFLICT (id) DO UPDATE SET name = excluded.name
