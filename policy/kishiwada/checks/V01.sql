-- code: V01
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- Kept in a lower zone than table 5 asks for. :office 1 asks for office hours, 0 for after hours,
-- null for the whole day, in which the worst hour counts. The strictest of what the thing is, what
-- it operates and what it can reach is asked for. What cannot fall short is passed over first.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                 '光ディスク', '磁気テープ', 'クラウド')
  AND (a.storage_zone IS NOT NULL OR a.container IS NOT NULL)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
WITH need(kind, importance, zone) AS (VALUES
    ('サーバ', 'A', 'L4'), ('サーバ', 'B', 'L4'), ('サーバ', 'C', 'L4'),
    ('パソコン（保存あり）', 'A', 'L3'), ('パソコン（保存あり）', 'B', 'L2'), ('パソコン（保存あり）', 'C', 'L1'),
    ('パソコン（保存なし）', 'A', 'L2'), ('パソコン（保存なし）', 'B', 'L1'), ('パソコン（保存なし）', 'C', 'L1'),
    ('リモート操作端末', 'A', 'L3'), ('リモート操作端末', 'B', 'L3'), ('リモート操作端末', 'C', 'L3'),
    ('USBメモリ', 'A', 'L3'), ('USBメモリ', 'B', 'L2'), ('USBメモリ', 'C', 'L1'),
    ('外付けHDD', 'A', 'L3'), ('外付けHDD', 'B', 'L2'), ('外付けHDD', 'C', 'L1'),
    ('光ディスク', 'A', 'L3'), ('光ディスク', 'B', 'L2'), ('光ディスク', 'C', 'L1'),
    ('磁気テープ', 'A', 'L3'), ('磁気テープ', 'B', 'L2'), ('磁気テープ', 'C', 'L1'),
    ('クラウド', 'A', 'L3'), ('クラウド', 'B', 'L2'), ('クラウド', 'C', 'L1')
)
SELECT t.id, t.asset_no,
       t.kind || '/' || t.importance || '/' ||
           CASE WHEN t.storage_day < t.need THEN t.storage_day ELSE t.storage_night END
           || '<' || t.need,
       CASE WHEN t.storage_day < t.need THEN 'always' ELSE 'after_hours' END
FROM (
    SELECT a.id, a.asset_no, a.kind, a.importance, a.storage_day, a.storage_night,
           CASE
               WHEN a.operates_servers = 1 AND n.zone < 'L3' THEN 'L3'
               WHEN a.reach_importance = 'A' AND n.zone < 'L2' THEN 'L2'
               ELSE n.zone
           END AS need
    FROM need n
    CROSS JOIN v_asset a
    WHERE a.kind = n.kind
      AND a.importance = n.importance
      AND (a.storage_zone < n.zone OR a.storage_zone = 'L2' OR a.container IS NOT NULL
           OR a.operates_servers = 1 OR a.reach_importance = 'A')
      AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
) t
WHERE t.storage_day < t.need
   OR (t.storage_night < t.need AND COALESCE(CAST(:office AS INTEGER), 0) = 0)
