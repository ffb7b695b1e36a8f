-- code: M04
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 4.1.7
-- Came back later than it was due.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.back_on IS NOT NULL
  AND a.due_on IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.due_on || '/' || a.back_on, 'always'
FROM v_takeout a
WHERE a.back_on IS NOT NULL
  AND a.due_on IS NOT NULL
  AND a.back_on > a.due_on
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
