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
WITH active AS MATERIALIZED (
    SELECT a.id, a.staff_no,
           COUNT(*) OVER (PARTITION BY a.system_id, a.staff_no) AS accounts,
           ROW_NUMBER() OVER (
               PARTITION BY a.system_id, a.staff_no
               ORDER BY COALESCE(a.source_order, 9007199254740991), a.id) AS place
    FROM v_account a
    WHERE COALESCE(a.state, '') <> '停止'
      AND a.kind = '個人'
      AND a.staff_no IS NOT NULL
)
SELECT a.id, a.staff_no, CAST(a.accounts AS TEXT), 'always'
FROM active a
WHERE a.accounts > 1
  AND a.place = 1
