-- What searching asks of the record.

-- name: search_head
SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1

-- name: search_entry_hash
SELECT hash FROM entry WHERE seq = :seq

-- name: search_changes
-- The signs keep an index by register from being read whole for the few entries since.
SELECT DISTINCT +register, +row_id FROM entry WHERE seq > :seq AND +register > 0 ORDER BY 1, 2
