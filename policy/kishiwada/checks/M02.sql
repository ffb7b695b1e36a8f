-- code: M02
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 4.1.7
-- Approved after it was taken out.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.approved_on IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on || '/' || a.approved_on, 'always'
FROM v_takeout a
WHERE a.approved_on IS NOT NULL
  AND a.approved_on > a.out_on
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
