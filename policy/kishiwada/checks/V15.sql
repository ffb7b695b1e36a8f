-- code: V15
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- A kind of thing that table 5 does not name (tablet, network storage, memory card, copier disk), or
-- none at all. No other code of table 5 is asked of it.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, COALESCE(a.kind, '-') || '/' || a.importance, 'always'
FROM (
    SELECT h.id
    FROM v_asset h
    WHERE (h.kind IS NULL
           OR h.kind NOT IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                             '光ディスク', '磁気テープ', '紙', 'クラウド'))
      AND (CAST(:key AS INTEGER) IS NULL OR h.id = CAST(:key AS INTEGER))
) hit
CROSS JOIN v_asset a
WHERE a.id = hit.id
