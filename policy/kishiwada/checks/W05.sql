-- code: W05
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- A zone of use of L3, of which table 5 has no example: perhaps the zone of storage.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                 '光ディスク', '磁気テープ', '紙', 'クラウド')
  AND a.use_zone IS NOT NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.kind || '/' || a.importance || '/' || a.use_zone, 'always'
FROM v_asset a
WHERE a.kind IN ('サーバ', 'パソコン（保存あり）', 'パソコン（保存なし）', 'リモート操作端末', 'USBメモリ', '外付けHDD',
                 '光ディスク', '磁気テープ', '紙', 'クラウド')
  AND a.use_zone = 'L3'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
