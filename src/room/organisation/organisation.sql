-- Statements of the organisation room.

-- name: last_roster
SELECT COALESCE(as_of, substr(started_at, 1, 10)) FROM import_run
WHERE kind = 'roster' ORDER BY id DESC LIMIT 1

-- name: standing_at
SELECT a.id, a.person_id FROM assignment a
WHERE a.recorded_to IS NULL AND a.recorded_from < :known_from
  AND (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY a.id

-- name: known_in_roster
SELECT d.name_key, s.name_key, a.how FROM v_roster_assignment a
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
WHERE a.person_id = :person_id
ORDER BY CASE a.how WHEN 'main' THEN 0 ELSE 1 END, a.id

-- name: known_before
SELECT d.name_key, s.name_key, a.how FROM assignment a
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
WHERE a.person_id = :person_id AND a.recorded_to IS NULL
  AND (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY CASE a.how WHEN 'main' THEN 0 ELSE 1 END, a.id

-- name: people_at
SELECT a.person_id, COALESCE(a.department_id, 0), COALESCE(a.section_id, 0) FROM assignment a
WHERE a.recorded_to IS NULL
  AND (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY a.person_id, CASE a.how WHEN 'main' THEN 0 ELSE 1 END, a.id

-- name: assets_left
SELECT t.asset_no, t.name, t.department, t.section, t.custodian, p.name
FROM asset t JOIN person p ON p.staff_no = t.custodian
WHERE t.ended_at IS NULL
  AND EXISTS (SELECT 1 FROM assignment a WHERE a.person_id = p.id AND a.recorded_to IS NULL
    AND a.section_id = t.section_id
    AND (a.valid_from IS NULL OR a.valid_from <= :before)
    AND (a.valid_to IS NULL OR a.valid_to > :before))
  AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.person_id = p.id AND a.recorded_to IS NULL
    AND a.section_id = t.section_id
    AND (a.valid_from IS NULL OR a.valid_from <= :after)
    AND (a.valid_to IS NULL OR a.valid_to > :after))
ORDER BY t.asset_no

-- name: sections_named
SELECT u.id, d.name_key, u.name_key FROM unit u LEFT JOIN unit d ON d.id = u.parent_id
WHERE u.kind = 'section' ORDER BY u.id

-- name: section_of_system
SELECT id, section_id FROM information_system WHERE name_key = :name_key AND ended_at IS NULL

-- name: reorganisations
SELECT effective_on, change, old_department, old_section, new_department, new_section, takes_over,
    row_key
FROM reorganisation WHERE ended_at IS NULL ORDER BY effective_on, id

-- name: assignments_of_section
SELECT DISTINCT a.person_id FROM assignment a
WHERE a.section_id = :section_id AND a.recorded_to IS NULL
  AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY a.person_id

-- name: sections_moved
SELECT u.id, n.id, d.name, n.name FROM unit u JOIN unit n ON n.id = u.successor_id
LEFT JOIN unit d ON d.id = n.parent_id
WHERE u.kind = 'section' AND u.valid_to IS NOT NULL AND u.valid_to <= :today
ORDER BY u.valid_to, u.id

-- name: roster_rows
SELECT s.code, d.name, s.name, u.name, p.staff_no, p.name, p.kana, a.post, a.employment,
    p.hired_on, a.how
FROM assignment a JOIN person p ON p.id = a.person_id
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
LEFT JOIN unit u ON u.id = a.unit_id
WHERE a.recorded_to IS NULL AND (a.valid_from IS NULL OR a.valid_from <= :on)
  AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY p.staff_no, CASE a.how WHEN 'main' THEN 0 ELSE 1 END, a.id
