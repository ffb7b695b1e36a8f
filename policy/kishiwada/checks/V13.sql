-- code: V13
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- Nobody wrote whether the office is locked after hours (or the container at any hour), and table 5
-- is kept or broken by just that: the zone is enough with the lock and not without. Where the mark
-- would change nothing, nothing is unknown; in office hours only a container's is asked for. Paper
-- counts for its storage only, clouds not at all.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE (a.storage_zone = 'L2' OR a.use_zone = 'L2' OR a.container IS NOT NULL)
  AND a.kind IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                 '光ディスク', '磁気テープ', '紙')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
WITH need(kind, importance, for_use, storage) AS (VALUES
    ('サーバ', 'A', 'L4', 'L4'), ('サーバ', 'B', 'L4', 'L4'), ('サーバ', 'C', 'L4', 'L4'),
    ('パソコン（保存あり）', 'A', 'L2', 'L3'), ('パソコン（保存あり）', 'B', 'L1', 'L2'), ('パソコン（保存あり）', 'C', 'L1', 'L1'),
    ('パソコン（保存なし）', 'A', 'L2', 'L2'), ('パソコン（保存なし）', 'B', 'L1', 'L1'), ('パソコン（保存なし）', 'C', 'L1', 'L1'),
    ('リモート操作端末', 'A', 'L2', 'L3'), ('リモート操作端末', 'B', 'L2', 'L3'), ('リモート操作端末', 'C', 'L2', 'L3'),
    ('USBメモリ', 'A', 'L2', 'L3'), ('USBメモリ', 'B', 'L1', 'L2'), ('USBメモリ', 'C', 'L1', 'L1'),
    ('外付けHDD', 'A', 'L2', 'L3'), ('外付けHDD', 'B', 'L1', 'L2'), ('外付けHDD', 'C', 'L1', 'L1'),
    ('光ディスク', 'A', 'L2', 'L3'), ('光ディスク', 'B', 'L1', 'L2'), ('光ディスク', 'C', 'L1', 'L1'),
    ('磁気テープ', 'A', 'L2', 'L3'), ('磁気テープ', 'B', 'L1', 'L2'), ('磁気テープ', 'C', 'L1', 'L1'),
    ('紙', 'A', 'L2', 'L3'), ('紙', 'B', 'L1', 'L2'), ('紙', 'C', 'L1', 'L1')
)
SELECT t.id, t.asset_no,
       t.kind || '/' || t.importance || '/' || COALESCE(t.use_zone, '-') || '/' ||
           COALESCE(t.storage_zone, '-'),
       CASE
           WHEN t.container IS NOT NULL AND t.container_locked IS NULL
               AND t.storage_day < t.storage THEN 'always'
           ELSE 'after_hours'
       END
FROM (
    SELECT a.id, a.asset_no, a.kind, a.importance, a.use_zone, a.storage_zone, a.storage_day,
           a.locked_after_hours, a.container, a.container_locked,
           CASE
               WHEN a.wire_lock = 1
                   AND a.kind IN ('パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末') THEN 1
               ELSE 0
           END AS wired,
           CASE
               WHEN a.kind = '紙' THEN 'L0'
               WHEN (a.operates_servers = 1 OR a.reach_importance = 'A') AND n.for_use < 'L2' THEN 'L2'
               ELSE n.for_use
           END AS for_use,
           CASE
               WHEN a.kind = '紙' THEN n.storage
               WHEN a.operates_servers = 1 AND n.storage < 'L3' THEN 'L3'
               WHEN a.reach_importance = 'A' AND n.storage < 'L2' THEN 'L2'
               ELSE n.storage
           END AS storage
    FROM need n
    CROSS JOIN v_asset a
    WHERE a.kind = n.kind
      AND a.importance = n.importance
      AND (a.locked_after_hours IS NULL OR (a.container IS NOT NULL AND a.container_locked IS NULL))
      AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
) t
WHERE (t.locked_after_hours IS NULL AND t.wired = 0
       AND COALESCE(CAST(:office AS INTEGER), 0) = 0
       AND ((t.use_zone = 'L2' AND t.for_use = 'L2')
            OR (t.storage_day = 'L2' AND t.storage = 'L2')))
   OR (t.container_locked IS NULL
       AND t.storage_day < t.storage
       AND ((t.container = 'ラック' AND t.storage <= 'L4')
            OR (t.container IN ('ロッカー', '引出し') AND t.storage <= 'L3')))
