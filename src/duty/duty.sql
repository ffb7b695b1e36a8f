-- Statements of duties and notices.

-- name: inbox_count
SELECT COUNT(*) FROM notice WHERE staff_no = :staff_no AND acknowledged_at IS NULL

-- name: duty_due
SELECT EXISTS (SELECT 1 FROM obligation WHERE state = 'open' AND next_at <= :now)

-- name: call_list
SELECT role, staff_no, from_at, until_at FROM on_call
WHERE ended_at IS NULL AND until_at > :from_at AND from_at < :until_at
ORDER BY from_at, role, staff_no
