-- code: U08
-- register: accounts
-- reads: accounts
-- CLAUSE: 5.7.5
-- Used although the first password was never changed.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind, 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.first_password_changed = 0
  AND a.last_login_at IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
