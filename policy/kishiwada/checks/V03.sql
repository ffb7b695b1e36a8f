-- code: V03
-- register: assets
-- reads: assets
-- CLAUSE: 2.1
-- Holds personal information, yet is not class A.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.personal_data = 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, COALESCE(a.kind, '-') || '/' || a.importance, 'always'
FROM (
    SELECT h.id
    FROM v_asset h
    WHERE h.personal_data = 1
      AND h.importance <> 'A'
      AND (CAST(:key AS INTEGER) IS NULL OR h.id = CAST(:key AS INTEGER))
) hit
CROSS JOIN v_asset a
WHERE a.id = hit.id
