-- code: U05
-- register: accounts
-- reads: accounts
-- CLAUSE: 4.3.3
-- A shared ID whose password is older than the pack's number of days, or of unknown age.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind = '共用'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind || '/' || COALESCE(a.password_changed_on, '-'), 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind = '共用'
  AND (a.password_changed_on IS NULL OR a.password_changed_on < :shared_password_before)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
