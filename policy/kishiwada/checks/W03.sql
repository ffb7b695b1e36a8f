-- code: W03
-- register: assets
-- reads: assets
-- CLAUSE: 2.2
-- Not reviewed for more than the pack's number of days.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.reviewed_on, 'always'
FROM v_asset a
WHERE a.reviewed_on < :review_before
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
