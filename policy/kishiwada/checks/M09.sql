-- code: M09
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 4.1.7
-- Approved by the one who took it out.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE a.approver_no IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on, 'always'
FROM v_takeout a
WHERE a.approver_no IS NOT NULL
  AND a.approver_no = a.staff_no
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
