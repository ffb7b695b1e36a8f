-- Statements of duties and notices.

-- name: inbox_count
SELECT COUNT(*) FROM notice WHERE staff_no = :staff_no AND acknowledged_at IS NULL

-- name: duty_due
SELECT EXISTS (SELECT 1 FROM obligation WHERE state = 'open' AND next_at <= :now)

-- name: call_list
SELECT role, staff_no, from_at, until_at FROM on_call
WHERE ended_at IS NULL AND until_at > :from_at AND from_at < :until_at
ORDER BY from_at, role, staff_no

-- name: delivery_last
SELECT MAX(notice_id) FROM delivery WHERE channel = :channel

-- name: delivery_new
SELECT n.id FROM notice n
WHERE n.id > :last AND n.is_drill = 0
  AND (:channel = 'webhook' OR (n.staff_no <> '' AND n.acknowledged_at IS NULL))
  AND (:channel = 'mail' OR NOT EXISTS (
      SELECT 1 FROM notice e
      WHERE e.id = n.id - 1 AND e.subject = n.subject AND e.subject_id = n.subject_id
        AND e.about = n.about AND e.level = n.level AND e.role = n.role AND e.made_at = n.made_at
        AND COALESCE(e.obligation_id, 0) = COALESCE(n.obligation_id, 0)))
ORDER BY n.id LIMIT :most

-- name: delivery_waiting
SELECT id FROM delivery
WHERE state = 'waiting' AND next_at <= :now
  AND ((channel = 'mail' AND :mail = 1) OR (channel = 'webhook' AND :webhook = 1))
ORDER BY next_at, id LIMIT :most

-- name: delivery_address
SELECT mail FROM contact WHERE staff_no = :staff_no AND ended_at IS NULL AND mail IS NOT NULL

-- name: delivery_failures
SELECT COUNT(*) FROM delivery WHERE state = 'failed' AND first_at >= :since
