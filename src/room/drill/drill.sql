-- Statements of the room of drills. The cases of a drill are those reported as drills while it ran:
-- only one runs at a time.

-- name: drill_find
SELECT id FROM drill WHERE drill_no = :drill_no

-- name: drill_list
SELECT id FROM drill ORDER BY planned_at DESC, id DESC

-- name: drill_given
SELECT given_at FROM drill_inject WHERE drill_id = :drill_id AND number = :number

-- name: drill_cases
SELECT incident_no, what FROM incident
WHERE is_drill = 1 AND entered_at >= :started_at AND entered_at <= :finished_at
ORDER BY id

-- name: drill_taken
SELECT MIN(s.at)
FROM incident i JOIN incident_step s ON s.incident_id = i.id
WHERE i.is_drill = 1 AND i.entered_at >= :started_at AND i.entered_at <= :finished_at
  AND s.step = :step AND s.at <= :finished_at

-- name: drill_late
SELECT o.subject_key, o.duty, o.due_at
FROM incident i JOIN obligation o ON o.subject = 'incidents' AND o.subject_id = i.id
WHERE i.is_drill = 1 AND i.entered_at >= :started_at AND i.entered_at <= :finished_at
  AND (o.late = 1 OR (o.state = 'open' AND o.due_at < :finished_at))
ORDER BY o.id
