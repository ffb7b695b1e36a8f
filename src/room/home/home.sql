-- What home tells of the last days.

-- name: home_pending
SELECT e.reason, e.valid_until, e.requested_by, f.public_id, f.key, f.code
FROM exception e JOIN finding f ON f.id = e.finding_id
WHERE e.approver = :approver AND e.state = 'pending' AND f.state <> 'closed'
ORDER BY e.id LIMIT 20

-- name: home_imports
SELECT id, kind, file, started_at, added, updated, ended
FROM import_run WHERE started_at >= :since ORDER BY id DESC LIMIT 10

-- name: home_moves
SELECT COUNT(DISTINCT person_id) FROM assignment
WHERE recorded_to IS NULL AND valid_from >= :from AND valid_from <= :on
