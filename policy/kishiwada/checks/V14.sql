-- code: V14
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- The zone of use is not written for a kind that table 5 gives one for.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                 '光ディスク', '磁気テープ')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.kind || '/' || a.importance, 'always'
FROM v_asset a
WHERE a.kind IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                 '光ディスク', '磁気テープ')
  AND a.use_zone IS NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
