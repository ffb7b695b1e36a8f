-- What checks and lists read of this room: only rows that stand. CLAUSE: 5.6.1, 5.6.5

-- An account with its system. The ledger of IDs names a person by staff number and any other
-- account by its ID: approval_key is whichever this account's own kind asks for.
CREATE VIEW v_account AS
SELECT a.id, a.system_id, a.user_id, a.kind, a.staff_no, a.name, a.place, a.role, a.state,
       a.registered_on, a.last_login_at, a.password_changed_on, a.first_password_changed,
       a.second_factor, a.failures, a.section_id, a.import_id, a.source_file, a.source_sheet,
       a.source_line, a.source_order,
       s.name AS system_name, s.segment AS system_segment, s.name_key AS system_name_key,
       CASE a.kind WHEN '個人' THEN a.staff_no ELSE COALESCE(a.user_key, a.user_id) END
           AS approval_key,
       CASE a.role WHEN '参照' THEN 1 WHEN '入力' THEN 2 WHEN '管理者' THEN 3 ELSE 0 END AS role_rank
FROM account a
LEFT JOIN information_system s ON s.id = a.system_id
WHERE a.ended_at IS NULL;

-- Requests that were approved, whatever their kind and whether they have run out.
CREATE VIEW v_approval AS
SELECT id, application_no, applied_on, application_kind, kind, target, name, department, section,
       system, role, approver, approved_on, valid_from, valid_until, state, note, system_key,
       target_key, section_id, import_id, source_file, source_sheet, source_line, source_order,
       CASE role WHEN '参照' THEN 1 WHEN '入力' THEN 2 WHEN '管理者' THEN 3 ELSE 0 END AS role_rank
FROM id_ledger
WHERE ended_at IS NULL AND state = '承認';
