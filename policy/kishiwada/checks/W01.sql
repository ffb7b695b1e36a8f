-- code: W01
-- register: assets
-- reads: assets
-- CLAUSE: 3.3
-- Paper kept in a lower zone than table 5 asks for: an effort, so a recommendation.

-- name: population
SELECT COUNT(*)
FROM v_asset a
WHERE a.kind = '紙'
  AND (a.storage_zone IS NOT NULL OR a.container IS NOT NULL)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
WITH need(kind, importance, zone) AS (VALUES
    ('紙', 'A', 'L3'), ('紙', 'B', 'L2'), ('紙', 'C', 'L1')
)
SELECT t.id, t.asset_no,
       t.kind || '/' || t.importance || '/' ||
           CASE WHEN t.storage_day < t.need THEN t.storage_day ELSE t.storage_night END
           || '<' || t.need,
       CASE WHEN t.storage_day < t.need THEN 'always' ELSE 'after_hours' END
FROM (
    SELECT a.id, a.asset_no, a.kind, a.importance, a.storage_day, a.storage_night,
           n.zone AS need
    FROM need n
    CROSS JOIN v_asset a
    WHERE a.kind = n.kind
      AND a.importance = n.importance
      AND (a.storage_zone < n.zone OR a.storage_zone = 'L2' OR a.container IS NOT NULL)
      AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
) t
WHERE t.storage_day < t.need
   OR (t.storage_night < t.need AND COALESCE(CAST(:office AS INTEGER), 0) = 0)
