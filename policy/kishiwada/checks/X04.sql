-- code: X04
-- register: services
-- reads: services
-- CLAUSE: 8.2
-- Used outside systems for minor information, and nobody read its terms.

-- name: population
SELECT COUNT(*)
FROM v_service a
WHERE a.state = '利用中'
  AND a.use_kind = 'システム以外'
  AND a.importance = 'C'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.name, a.use_kind || '/' || a.importance, 'always'
FROM v_service a
WHERE a.state = '利用中'
  AND a.use_kind = 'システム以外'
  AND a.importance = 'C'
  AND COALESCE(a.terms_checked, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
