-- code: M07
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 5.3.1
-- Came back, and nobody confirmed that it was erased.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.back_on IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on || '/' || a.back_on, 'always'
FROM v_takeout a
WHERE a.back_on IS NOT NULL
  AND COALESCE(a.erased, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
