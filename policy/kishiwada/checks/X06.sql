-- code: X06
-- register: services
-- reads: services
-- CLAUSE: 8.2
-- In use after its contract ended.

-- name: population
SELECT COUNT(*)
FROM v_service a
WHERE a.state = '利用中'
  AND a.ends_on IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.name, a.ends_on, 'always'
FROM v_service a
WHERE a.state = '利用中'
  AND a.ends_on IS NOT NULL
  AND a.ends_on < :on
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
