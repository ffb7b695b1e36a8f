-- What checks and lists read of this room: only rows that stand. CLAUSE: 3.1

CREATE VIEW v_place AS
SELECT id, name, building, floor, room, department, section, zone_day, zone_after_hours,
       locked_after_hours, note, section_id, import_id, source_file, source_sheet, source_line,
       source_order
FROM place
WHERE ended_at IS NULL;
