-- code: V05
-- register: assets
-- reads: assets
-- CLAUSE: 7.2.3
-- A server without backups.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind = 'サーバ'
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.kind || '/' || a.importance, 'always'
FROM v_asset a
WHERE a.kind = 'サーバ'
  AND COALESCE(a.backup, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
