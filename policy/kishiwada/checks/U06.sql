-- code: U06
-- register: accounts
-- reads: accounts
-- CLAUSE: 5.9.2
-- A shared ID with the administrator's role.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind = '共用'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind, 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind = '共用'
  AND a.role = '管理者'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
