-- code: U12
-- register: accounts
-- reads: accounts id-ledger systems
-- CLAUSE: 5.6.6
-- Approvals exist, and every one of them has run out.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind, 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND NOT EXISTS (
      SELECT 1 FROM v_approval p
      WHERE p.target_key = a.approval_key AND p.system_key = a.system_name_key
        AND (p.valid_until IS NULL OR p.valid_until >= :on))
  AND EXISTS (
      SELECT 1 FROM v_approval p
      WHERE p.target_key = a.approval_key AND p.system_key = a.system_name_key)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
