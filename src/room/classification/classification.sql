-- Statements of table 4's page.

-- name: assets_by_class
SELECT a.importance, COUNT(*)
FROM asset a
WHERE a.ended_at IS NULL
  AND (CAST(:section_id AS INTEGER) IS NULL OR a.section_id = CAST(:section_id AS INTEGER))
GROUP BY a.importance
ORDER BY a.importance NULLS FIRST
