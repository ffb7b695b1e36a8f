-- Statements of the people floor.

-- name: unit_find
SELECT u.id FROM unit u
WHERE u.kind = :kind AND u.name_key = :name_key AND COALESCE(u.parent_id, 0) = :parent_id
  AND (u.valid_from IS NULL OR u.valid_from <= :on) AND (u.valid_to IS NULL OR u.valid_to > :on)
ORDER BY u.id LIMIT 1

-- name: unit_find_open
SELECT u.id FROM unit u
WHERE u.kind = :kind AND u.name_key = :name_key AND COALESCE(u.parent_id, 0) = :parent_id
  AND u.valid_to IS NULL
ORDER BY u.id LIMIT 1

-- name: post_find
SELECT id FROM post WHERE unit_id = :unit_id AND title = :title

-- name: person_find
SELECT id FROM person WHERE staff_no = :staff_no

-- name: any_assignment
SELECT 1 FROM assignment LIMIT 1

-- name: employed
SELECT 1 FROM assignment
WHERE person_id = :person_id AND recorded_to IS NULL
  AND (valid_from IS NULL OR valid_from <= :on) AND (valid_to IS NULL OR valid_to > :on)
LIMIT 1

-- name: assignments_of_person
SELECT id, department_id, section_id, unit_id, post, employment, how, valid_from, valid_to,
    recorded_from, import_id, source_line
FROM assignment WHERE person_id = :person_id AND recorded_to IS NULL
ORDER BY valid_from NULLS FIRST, id

-- name: state_assignments
SELECT a.person_id, p.staff_no, p.name, a.section_id, d.name_key, s.name_key, a.post, a.how,
    a.valid_from
FROM assignment a JOIN person p ON p.id = a.person_id
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
WHERE (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
  AND a.recorded_from <= :known_to AND (a.recorded_to IS NULL OR a.recorded_to > :known_to)
ORDER BY p.staff_no, CASE a.how WHEN 'main' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, a.id

-- name: state_assignments_of_person
SELECT a.person_id, p.staff_no, p.name, a.section_id, d.name_key, s.name_key, a.post, a.how,
    a.valid_from
FROM assignment a JOIN person p ON p.id = a.person_id
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
WHERE a.person_id = :person_id
  AND (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
  AND a.recorded_from <= :known_to AND (a.recorded_to IS NULL OR a.recorded_to > :known_to)
ORDER BY p.staff_no, CASE a.how WHEN 'main' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, a.id

-- name: state_sections
SELECT u.id, d.name, u.name, d.name_key, u.name_key
FROM unit u LEFT JOIN unit d ON d.id = u.parent_id
WHERE u.kind = 'section'
  AND (u.valid_from IS NULL OR u.valid_from <= :on) AND (u.valid_to IS NULL OR u.valid_to > :on)
  AND (CAST(:known_to AS BIGINT) = 9223372036854775807
    OR EXISTS (SELECT 1 FROM assignment a
               WHERE a.section_id = u.id AND a.recorded_from <= :known_to))
ORDER BY u.code NULLS LAST, d.name_key, u.name_key, u.id

-- name: state_systems
SELECT id, name, name_key, section_id FROM information_system
WHERE ended_at IS NULL AND (state IS NULL OR state <> '廃止')
ORDER BY name_key, id

-- name: state_appointments
SELECT a.role, a.staff_no, p.id, p.name, a.section_id, a.system, a.valid_from
FROM appointment a LEFT JOIN person p ON p.staff_no = a.staff_no
WHERE (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
  AND (a.ended_at IS NULL OR substr(a.ended_at, 1, 10) > :on)
ORDER BY a.staff_no, a.id
