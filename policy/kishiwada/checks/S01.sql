-- code: S01
-- register: systems
-- reads: systems
-- CLAUSE: 5.8.5
-- A system in use whose segment nobody wrote.

-- name: population
SELECT COUNT(*)
FROM v_system a
WHERE COALESCE(a.state, '') <> '廃止'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.name, '-', 'always'
FROM v_system a
WHERE COALESCE(a.state, '') <> '廃止'
  AND a.segment IS NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
