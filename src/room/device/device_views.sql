-- What checks and lists read of this room: only rows that stand. CLAUSE: 5.1.1

CREATE VIEW v_device AS
SELECT id, device_no, name, kind, department, section, place, system, segment, serial, mac, ip,
       custodian, registered_on, state, note, section_id, import_id, source_file, source_sheet,
       source_line, source_order
FROM device
WHERE ended_at IS NULL;
