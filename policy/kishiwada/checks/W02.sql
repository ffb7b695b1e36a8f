-- code: W02
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- Class A on a computer or medium that can be carried, not encrypted.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind IN ('パソコン（保存あり）', 'USBメモリ', '外付けHDD', '光ディスク', '磁気テープ')
  AND a.importance = 'A'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.kind || '/' || a.importance, 'always'
FROM v_asset a
WHERE a.kind IN ('パソコン（保存あり）', 'USBメモリ', '外付けHDD', '光ディスク', '磁気テープ')
  AND a.importance = 'A'
  AND COALESCE(a.encryption, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
