-- code: V09
-- register: assets
-- reads: assets people
-- CLAUSE: 2.2
-- The custodian is at work, yet not in the section that holds the asset.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.custodian IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.custodian, 'always'
FROM (
    SELECT DISTINCT c.custodian, c.section_id
    FROM v_asset c
    WHERE c.custodian IS NOT NULL
      AND (CAST(:key AS INTEGER) IS NULL OR c.id = CAST(:key AS INTEGER))
) pair
CROSS JOIN v_asset a
WHERE a.custodian = pair.custodian
  AND a.section_id = pair.section_id
  AND EXISTS (
      SELECT 1 FROM v_assignment s
      WHERE s.staff_no = pair.custodian
        AND (s.valid_from IS NULL OR s.valid_from <= :on)
        AND (s.valid_to IS NULL OR s.valid_to > :on))
  AND NOT EXISTS (
      SELECT 1 FROM v_assignment s
      WHERE s.staff_no = pair.custodian
        AND s.section_id = pair.section_id
        AND (s.valid_from IS NULL OR s.valid_from <= :on)
        AND (s.valid_to IS NULL OR s.valid_to > :on))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
