-- What checks and lists read of this room: only rows that stand. CLAUSE: 4.1.7, 5.3.1

CREATE VIEW v_medium AS
SELECT id, medium_no, medium_kind, capacity, encryption_function, department, section,
       registered_on, state, section_id, import_id, source_file, source_sheet, source_line,
       source_order
FROM medium
WHERE ended_at IS NULL;

CREATE VIEW v_takeout AS
SELECT id, medium_no, department, section, staff_no, name, destination, purpose, contents,
       segment, importance, count, encryption, exception_no, approver_no, approver_name,
       approved_on, out_on, due_on, back_on, erased, checked, section_id, import_id, source_file,
       source_sheet, source_line, source_order
FROM takeout
WHERE ended_at IS NULL;
