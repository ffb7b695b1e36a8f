-- code: U01
-- register: accounts
-- reads: accounts people
-- CLAUSE: 5.6.5
-- An active personal account whose person holds no post on the day.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind = '個人'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind, 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind = '個人'
  AND NOT EXISTS (
      SELECT 1 FROM v_assignment s
      WHERE s.staff_no = a.staff_no
        AND (s.valid_from IS NULL OR s.valid_from <= :on)
        AND (s.valid_to IS NULL OR s.valid_to > :left_before))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
