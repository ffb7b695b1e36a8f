-- code: V08
-- register: assets
-- reads: assets services
-- CLAUSE: 9.0
-- Important information in an external service that the ledger of services does not show in use.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind = 'クラウド'
  AND a.importance IN ('A', 'B')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.asset_no, a.importance || '/' || COALESCE(a.system, '-'), 'always'
FROM v_asset a
WHERE a.kind = 'クラウド'
  AND a.importance IN ('A', 'B')
  AND NOT EXISTS (
      SELECT 1 FROM v_service s
      WHERE s.name_key = a.system_key AND s.state = '利用中')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
