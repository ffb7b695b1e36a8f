-- code: M05
-- register: takeouts
-- reads: takeouts media
-- CLAUSE: 5.3.1
-- A medium that is not registered, or not one in use.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on, 'always'
FROM v_takeout a
WHERE NOT EXISTS (
      SELECT 1 FROM v_medium m
      WHERE m.medium_no = a.medium_no AND m.state = '使用中')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
