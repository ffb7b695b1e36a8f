-- code: U10
-- register: accounts
-- reads: accounts
-- CLAUSE: 5.6.1
-- A person with more than one active account in a system: one finding a person, on the first of
-- them in the order of the file. Takes no :key, because one account's change touches another row.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind = '個人'

-- name: violation
SELECT a.id, a.staff_no, CAST(several.accounts AS TEXT), 'always'
FROM (
    SELECT c.staff_no, c.system_id, COUNT(*) AS accounts
    FROM v_account c
    WHERE c.kind = '個人'
      AND c.staff_no IS NOT NULL
      AND COALESCE(c.state, '') <> '停止'
    GROUP BY c.staff_no, c.system_id
    HAVING COUNT(*) > 1
) several
CROSS JOIN v_account a
WHERE a.kind = '個人'
  AND a.staff_no = several.staff_no
  AND a.system_id = several.system_id
  AND COALESCE(a.state, '') <> '停止'
  AND NOT EXISTS (
      SELECT 1 FROM v_account e
      WHERE e.kind = '個人'
        AND e.staff_no = a.staff_no
        AND e.system_id = a.system_id
        AND COALESCE(e.state, '') <> '停止'
        AND (COALESCE(e.source_order, 9007199254740991)
                 < COALESCE(a.source_order, 9007199254740991)
             OR (COALESCE(e.source_order, 9007199254740991)
                     = COALESCE(a.source_order, 9007199254740991)
                 AND e.id < a.id)))
