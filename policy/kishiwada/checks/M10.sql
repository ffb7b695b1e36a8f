-- code: M10
-- register: takeouts
-- reads: takeouts people
-- CLAUSE: 4.1.7
-- Approved by somebody who, by the last roster and before later transfers, is no head of the section
-- that took it out. The own approval is M09 alone.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.approver_no IS NOT NULL
  AND COALESCE(a.staff_no, '') <> a.approver_no
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on || '/' || a.approver_no, 'always'
FROM v_takeout a
WHERE a.approver_no IS NOT NULL
  AND COALESCE(a.staff_no, '') <> a.approver_no
  AND NOT EXISTS (
      SELECT 1 FROM v_roster_assignment r
      WHERE r.staff_no = a.approver_no
        AND r.section_id = a.section_id
        AND r.post IN ('課長', '室長', '所長', '館長', '事務局長', '課長事務取扱'))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
