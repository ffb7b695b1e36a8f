-- What checks and lists read of this room: only rows that stand. CLAUSE: 8.1, 9.0

CREATE VIEW v_service AS
SELECT id, name, vendor, department, section, purpose, use_kind, importance, started_on, ends_on,
       state, network_manager_approval, network_manager_approved_on, in_plan, terms_checked,
       check_1, check_2, check_3, check_4, check_5, check_6, check_7, check_8, check_9, region,
       name_key, section_id, import_id, source_file, source_sheet, source_line, source_order
FROM service
WHERE ended_at IS NULL;
