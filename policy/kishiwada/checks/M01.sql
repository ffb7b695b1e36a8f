-- code: M01
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 4.1.7
-- Nobody is named as approver, or the day of approval is not written. A lone dash is no name.

-- name: population
SELECT COUNT(*)
FROM v_takeout a
WHERE (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.medium_no, a.out_on, 'always'
FROM v_takeout a
WHERE ((a.approver_no IS NULL
        AND COALESCE(a.approver_name, '') IN ('', '－', '-', 'ー', '―', '‐', '–', '—', '−', 'ｰ'))
       OR a.approved_on IS NULL)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
