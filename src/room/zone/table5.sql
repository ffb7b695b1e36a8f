-- What table 5 counts: assets by kind and class, and the stored findings about their zones. A null
-- section asks for all. CLAUSE: 3.1

-- name: table5_held
SELECT a.kind, a.importance, COUNT(*)
FROM asset a
WHERE a.ended_at IS NULL
  AND (CAST(:section_id AS INTEGER) IS NULL OR a.section_id = CAST(:section_id AS INTEGER))
GROUP BY a.kind, a.importance
ORDER BY a.kind NULLS FIRST, a.importance

-- name: table5_found
SELECT a.kind, a.importance, f.code, f.when_held, f.state, COUNT(*)
FROM finding f JOIN asset a ON a.id = f.row_id
WHERE f.table_id = 10 AND f.state IN ('open', 'excused')
  AND f.code IN ('V01', 'V02', 'V12', 'V13', 'V14', 'V15', 'W01', 'W02', 'W04', 'W05')
  AND (CAST(:section_id AS INTEGER) IS NULL OR a.section_id = CAST(:section_id AS INTEGER))
GROUP BY a.kind, a.importance, f.code, f.when_held, f.state
ORDER BY a.kind NULLS FIRST, a.importance, f.code, f.when_held, f.state

-- name: table5_checked
SELECT checked_at FROM city WHERE checked_at IS NOT NULL

-- name: places_by_zone
SELECT p.id, p.name, p.building, p.floor, p.room, p.department, p.section, p.zone_day,
    p.zone_after_hours
FROM place p
WHERE p.ended_at IS NULL
  AND (CAST(:section_id AS INTEGER) IS NULL OR p.section_id = CAST(:section_id AS INTEGER))
ORDER BY p.building NULLS FIRST, p.floor NULLS FIRST, p.room NULLS FIRST, p.row_key

-- name: sections_without_place
SELECT u.id, d.name, u.name
FROM unit u LEFT JOIN unit d ON d.id = u.parent_id
WHERE u.kind = 'section'
  AND (u.valid_from IS NULL OR u.valid_from <= :on) AND (u.valid_to IS NULL OR u.valid_to > :on)
  AND (CAST(:section_id AS INTEGER) IS NULL OR u.id = CAST(:section_id AS INTEGER))
  AND NOT EXISTS (SELECT 1 FROM place p WHERE p.section_id = u.id AND p.ended_at IS NULL)
ORDER BY u.code NULLS LAST, d.name_key, u.name_key, u.id
