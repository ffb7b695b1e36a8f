-- code: U04
-- register: accounts
-- reads: accounts
-- CLAUSE: 5.6.6
-- Never used, or not for more than the pack's number of days.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind || '/' || COALESCE(a.last_login_at, '-'), 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND (a.last_login_at IS NULL OR a.last_login_at < :dormant_before)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
