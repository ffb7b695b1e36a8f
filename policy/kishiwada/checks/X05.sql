-- code: X05
-- register: services
-- reads: services
-- CLAUSE: 8.1
-- In use before the approval it needs.

-- name: population
SELECT COUNT(*)
FROM v_service a
WHERE a.state = '利用中'
  AND (a.use_kind = '既存システム'
       OR (a.use_kind = 'システム以外' AND a.importance IN ('A', 'B')))
  AND a.network_manager_approval = 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.name, a.started_on || '/' || a.network_manager_approved_on, 'always'
FROM v_service a
WHERE a.state = '利用中'
  AND (a.use_kind = '既存システム'
       OR (a.use_kind = 'システム以外' AND a.importance IN ('A', 'B')))
  AND a.network_manager_approval = 1
  AND a.network_manager_approved_on > a.started_on
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
