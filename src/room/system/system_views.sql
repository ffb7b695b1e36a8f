-- What checks and lists read of this room: only rows that stand. CLAUSE: 1.2.6, 5.8.5

CREATE VIEW v_system AS
SELECT id, name, department, section, segment, importance, hours_from, hours_to, state, fallback,
       note, name_key, section_id, import_id, source_file, source_sheet, source_line,
       source_order
FROM information_system
WHERE ended_at IS NULL;
