-- code: M03
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 4.1.7
-- Not back although the day it was due has passed.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.back_on IS NULL
  AND a.due_on IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on || '/' || a.due_on, 'always'
FROM v_takeout a
WHERE a.back_on IS NULL
  AND a.due_on IS NOT NULL
  AND a.due_on < :on
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
