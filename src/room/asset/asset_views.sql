-- What checks and lists read of this room: only rows that stand. CLAUSE: 2.2, 3.1

CREATE VIEW v_asset AS
SELECT id, asset_no, department, section, name, system, kind, importance, personal_data,
       my_number, count, use_zone, storage_zone, place, locked_after_hours, wire_lock,
       encryption, backup, outsourced, registered_on, reviewed_on, retention, custodian, note,
       operates_servers, reach_importance, container, container_locked, system_key, section_id,
       import_id, source_file, source_sheet, source_line, source_order,
       -- The zone in office hours. A locked container has its own zone; an open one leaves only
       -- the office around it. A wired computer in L1 counts as in L2.
       CASE
           WHEN container = 'ラック' AND container_locked = 1 THEN 'L4'
           WHEN container IN ('ロッカー', '引出し') AND container_locked = 1
               AND COALESCE(storage_zone, 'L0') < 'L3' THEN 'L3'
           WHEN COALESCE(container_locked, 0) = 0
               AND ((container = 'ラック' AND storage_zone IN ('L3', 'L4'))
                    OR (container IN ('ロッカー', '引出し') AND storage_zone = 'L3')) THEN 'L2'
           WHEN storage_zone = 'L1' AND wire_lock = 1
               AND kind IN ('パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末') THEN 'L2'
           ELSE storage_zone
       END AS storage_day,
       -- After hours an office that is not locked drops from L2 to L1; a wired computer does not.
       CASE
           WHEN container = 'ラック' AND container_locked = 1 THEN 'L4'
           WHEN container IN ('ロッカー', '引出し') AND container_locked = 1
               AND COALESCE(storage_zone, 'L0') < 'L3' THEN 'L3'
           WHEN COALESCE(container_locked, 0) = 0
               AND ((container = 'ラック' AND storage_zone IN ('L3', 'L4'))
                    OR (container IN ('ロッカー', '引出し') AND storage_zone = 'L3'))
               THEN CASE
                   WHEN wire_lock = 1
                       AND kind IN ('パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末')
                       THEN 'L2'
                   WHEN locked_after_hours = 0 THEN 'L1'
                   ELSE 'L2'
               END
           WHEN storage_zone IN ('L1', 'L2') AND wire_lock = 1
               AND kind IN ('パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末') THEN 'L2'
           WHEN storage_zone = 'L2' AND locked_after_hours = 0 THEN 'L1'
           ELSE storage_zone
       END AS storage_night,
       CASE
           WHEN use_zone = 'L1' AND wire_lock = 1
               AND kind IN ('パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末') THEN 'L2'
           ELSE use_zone
       END AS use_day,
       CASE
           WHEN use_zone IN ('L1', 'L2') AND wire_lock = 1
               AND kind IN ('パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末') THEN 'L2'
           WHEN use_zone = 'L2' AND locked_after_hours = 0 THEN 'L1'
           ELSE use_zone
       END AS use_night
FROM asset
WHERE ended_at IS NULL;

CREATE VIEW v_declaration AS
SELECT id, department, section, register, declared_on, staff_no, valid_until, note, section_id,
       import_id, source_file, source_sheet, source_line, source_order
FROM declaration
WHERE ended_at IS NULL;
