-- What checks and lists read of this room and of its duties. CLAUSE: 1.4.3, 10.1.2, 10.f2

CREATE VIEW v_incident AS
SELECT id, incident_no, what, kind, phase, severity, severity_proposed, department, section, asset,
       system, reporter, happened_at, noticed_at, entered_at, judged_at, closed_at, persons,
       importance, my_number, service_stopped, is_drill, round, cause, merged_into, system_id,
       section_id, import_id, source_file, source_sheet, source_line, source_order
FROM incident
WHERE ended_at IS NULL;

CREATE VIEW v_incident_step AS
SELECT id, incident_id, round, step, choice, arrow, staff_no, at, obligation_id, body, severity
FROM incident_step;

CREATE VIEW v_obligation AS
SELECT id, subject, subject_id, subject_key, round, duty, arrow, clause, class, body, report,
       owner_role, owner_section, basis_at, due_at, state, settled_at, late, is_drill
FROM obligation;
