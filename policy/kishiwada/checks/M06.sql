-- code: M06
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 3.1
-- Class A taken out without encryption.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.importance = 'A'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on, 'always'
FROM v_takeout a
WHERE a.importance = 'A'
  AND COALESCE(a.encryption, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
