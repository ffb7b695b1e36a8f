-- Statements of duties and notices.

-- name: inbox_count
SELECT COUNT(*) FROM notice WHERE staff_no = :staff_no AND acknowledged_at IS NULL

-- name: duty_due
SELECT EXISTS (SELECT 1 FROM obligation WHERE state = 'open' AND next_at <= :now)
