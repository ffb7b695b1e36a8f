-- code: V06
-- register: assets
-- reads: assets people
-- CLAUSE: 2.2
-- The custodian is not written, not a staff number, or nobody at work on the day.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, '-', 'always'
FROM v_asset a
WHERE a.custodian IS NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
UNION ALL
SELECT a.id, a.asset_no, a.custodian, 'always'
FROM (
    SELECT DISTINCT c.custodian
    FROM v_asset c
    WHERE c.custodian IS NOT NULL
      AND (CAST(:key AS INTEGER) IS NULL OR c.id = CAST(:key AS INTEGER))
) gone
CROSS JOIN v_asset a
WHERE a.custodian = gone.custodian
  AND NOT EXISTS (
      SELECT 1 FROM v_assignment s
      WHERE s.staff_no = gone.custodian
        AND (s.valid_from IS NULL OR s.valid_from <= :on)
        AND (s.valid_to IS NULL OR s.valid_to > :on))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
