-- code: U11
-- register: accounts
-- reads: accounts id-ledger people systems
-- CLAUSE: 5.6.5
-- A person at work whose approvals all name sections the person no longer belongs to.

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
      SELECT 1 FROM v_approval p
      JOIN v_assignment s ON COALESCE(s.section_id, s.department_id) = p.section_id
      WHERE p.target_key = a.approval_key AND p.system_key = a.system_name_key
        AND s.staff_no = a.staff_no
        AND (s.valid_from IS NULL OR s.valid_from <= :on)
        AND (s.valid_to IS NULL OR s.valid_to > :on))
  AND EXISTS (
      SELECT 1 FROM v_approval p
      WHERE p.target_key = a.approval_key AND p.system_key = a.system_name_key)
  AND EXISTS (
      SELECT 1 FROM v_assignment s
      WHERE s.staff_no = a.staff_no
        AND (s.valid_from IS NULL OR s.valid_from <= :on)
        AND (s.valid_to IS NULL OR s.valid_to > :on))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
