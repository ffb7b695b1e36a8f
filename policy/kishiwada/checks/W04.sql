-- code: W04
-- register: assets
-- reads: assets
-- CLAUSE: 3.1
-- Important information (class A or B) stored without encryption elsewhere than W02 looks: class B on
-- computers and media, both classes in external services. Servers are off by default: a pack that
-- wants them adds a part for the kind to both queries.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE ((a.kind IN ('パソコン（保存あり）', 'USBメモリ', '外付けHDD', '光ディスク', '磁気テープ')
        AND a.importance = 'B')
       OR (a.kind = 'クラウド' AND a.importance IN ('A', 'B')))
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.kind || '/' || a.importance, 'always'
FROM v_asset a
WHERE a.kind IN ('パソコン（保存あり）', 'USBメモリ', '外付けHDD', '光ディスク', '磁気テープ')
  AND a.importance = 'B'
  AND COALESCE(a.encryption, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
UNION ALL
SELECT a.id, a.asset_no, a.kind || '/' || a.importance, 'always'
FROM v_asset a
WHERE a.kind = 'クラウド'
  AND a.importance IN ('A', 'B')
  AND COALESCE(a.encryption, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
