-- code: D01
-- register: units
-- reads: units assets declarations people
-- CLAUSE: 2.2
-- A section that has no row in the ledger of assets and whose manager has not signed that it holds
-- none, until a day or within the pack's number of days. The rows found are sections.

-- name: population
SELECT COUNT(*)
FROM v_section a
WHERE (a.valid_from IS NULL OR a.valid_from <= :on)
  AND (a.valid_to IS NULL OR a.valid_to > :on)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.department || ' ' || a.section, '-', 'always'
FROM v_section a
WHERE (a.valid_from IS NULL OR a.valid_from <= :on)
  AND (a.valid_to IS NULL OR a.valid_to > :on)
  AND NOT EXISTS (SELECT 1 FROM v_asset h WHERE h.section_id = a.id)
  AND NOT EXISTS (
      SELECT 1 FROM v_declaration d
      WHERE d.section_id = a.id
        AND COALESCE(d.register, 'assets') = 'assets'
        AND d.staff_no IS NOT NULL
        AND d.declared_on <= :on
        AND (d.valid_until >= :on
             OR (d.valid_until IS NULL AND d.declared_on >= :signoff_before)))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
