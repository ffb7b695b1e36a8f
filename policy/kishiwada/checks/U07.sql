-- code: U07
-- register: accounts
-- reads: accounts
-- CLAUSE: 5.7.6
-- Still active although failures in a row reached the limit.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind || '/' || CAST(a.failures AS TEXT), 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.state = '有効'
  AND a.failures >= :lockout_failures
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
