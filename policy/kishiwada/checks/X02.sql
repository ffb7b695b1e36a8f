-- code: X02
-- register: services
-- reads: services
-- CLAUSE: 8.1
-- Needs the network administrator's approval and has none.

-- name: population
SELECT COUNT(*)
FROM v_service a
WHERE a.state = '利用中'
  AND (a.use_kind = '既存システム'
       OR (a.use_kind = 'システム以外' AND a.importance IN ('A', 'B')))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.name, a.use_kind || '/' || a.importance, 'always'
FROM v_service a
WHERE a.state = '利用中'
  AND (a.use_kind = '既存システム'
       OR (a.use_kind = 'システム以外' AND a.importance IN ('A', 'B')))
  AND COALESCE(a.network_manager_approval, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
