-- code: X03
-- register: services
-- reads: services
-- CLAUSE: 8.1
-- A new system whose plan does not name the service.

-- name: population
SELECT COUNT(*)
FROM v_service a
WHERE a.state = '利用中'
  AND a.use_kind = '新規システム'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.name, a.use_kind || '/' || a.importance, 'always'
FROM v_service a
WHERE a.state = '利用中'
  AND a.use_kind = '新規システム'
  AND COALESCE(a.in_plan, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
