-- Statements of the pages of registers.

-- name: open_findings_of_table
SELECT count(*) FROM finding WHERE table_id = :table_id AND state = 'open'
