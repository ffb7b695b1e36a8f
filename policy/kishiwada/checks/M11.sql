-- code: M11
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 6.1.2.b
-- Taken from a My Number terminal without the number of an exception. A lone dash is no number.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.segment = 'マイナンバー利用事務系'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on, 'always'
FROM v_takeout a
WHERE a.segment = 'マイナンバー利用事務系'
  AND COALESCE(a.exception_no, '') IN ('', '－', '-', 'ー', '―', '‐', '–', '—', '−', 'ｰ')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
