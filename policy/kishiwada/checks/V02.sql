-- code: V02
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- Used in a lower zone than table 5 asks for, at any hour. What falls short only after hours is V12.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                 '光ディスク', '磁気テープ')
  AND a.use_zone IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
WITH need(kind, importance, zone) AS (VALUES
    ('サーバ', 'A', 'L4'), ('サーバ', 'B', 'L4'), ('サーバ', 'C', 'L4'),
    ('パソコン（保存あり）', 'A', 'L2'), ('パソコン（保存あり）', 'B', 'L1'), ('パソコン（保存あり）', 'C', 'L1'),
    ('パソコン（保存なし）', 'A', 'L2'), ('パソコン（保存なし）', 'B', 'L1'), ('パソコン（保存なし）', 'C', 'L1'),
    ('リモート操作端末', 'A', 'L2'), ('リモート操作端末', 'B', 'L2'), ('リモート操作端末', 'C', 'L2'),
    ('USBメモリ', 'A', 'L2'), ('USBメモリ', 'B', 'L1'), ('USBメモリ', 'C', 'L1'),
    ('外付けHDD', 'A', 'L2'), ('外付けHDD', 'B', 'L1'), ('外付けHDD', 'C', 'L1'),
    ('光ディスク', 'A', 'L2'), ('光ディスク', 'B', 'L1'), ('光ディスク', 'C', 'L1'),
    ('磁気テープ', 'A', 'L2'), ('磁気テープ', 'B', 'L1'), ('磁気テープ', 'C', 'L1')
)
SELECT t.id, t.asset_no,
       t.kind || '/' || t.importance || '/' || t.use_day || '<' || t.need, 'always'
FROM (
    SELECT a.id, a.asset_no, a.kind, a.importance, a.use_day,
           CASE
               WHEN (a.operates_servers = 1 OR a.reach_importance = 'A') AND n.zone < 'L2' THEN 'L2'
               ELSE n.zone
           END AS need
    FROM need n
    CROSS JOIN v_asset a
    WHERE a.kind = n.kind
      AND a.importance = n.importance
      AND (a.use_zone < n.zone OR a.operates_servers = 1 OR a.reach_importance = 'A')
      AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
) t
WHERE t.use_day < t.need
