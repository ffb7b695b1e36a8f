-- code: U03
-- register: accounts
-- reads: accounts id-ledger systems
-- CLAUSE: 5.6.1
-- A role above the highest one ever approved.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind || '/' || a.role, 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.role_rank > (
      SELECT MAX(p.role_rank) FROM v_approval p
      WHERE p.target_key = a.approval_key AND p.system_key = a.system_name_key)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
