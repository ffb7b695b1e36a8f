-- Statements of the organisation's pages.

-- name: staff_of_section
SELECT p.staff_no, p.name, a.post, a.how, t.name, a.valid_from
FROM assignment a JOIN person p ON p.id = a.person_id
LEFT JOIN unit t ON t.id = a.unit_id
WHERE a.section_id = :section_id
  AND (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
  AND a.recorded_from <= :known_to AND (a.recorded_to IS NULL OR a.recorded_to > :known_to)
ORDER BY CASE WHEN t.code IS NULL THEN 0 ELSE 1 END, t.code, t.name NULLS FIRST,
    CASE a.how WHEN 'main' THEN 0 ELSE 1 END, p.staff_no, a.id

-- name: assets_of_section
SELECT COUNT(*) FROM asset WHERE section_id = :section_id AND ended_at IS NULL

-- name: systems_of_section
SELECT id, name, segment FROM information_system
WHERE section_id = :section_id AND ended_at IS NULL
ORDER BY name_key, id

-- name: appointments_of_section
SELECT a.id, a.role, a.staff_no, p.name, a.valid_from, a.valid_to
FROM appointment a LEFT JOIN person p ON p.staff_no = a.staff_no
WHERE a.section_id = :section_id AND a.ended_at IS NULL
  AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY a.valid_from NULLS FIRST, a.id

-- name: assignments_over_time
SELECT d.name, s.name, t.name, a.post, a.how, a.valid_from, a.valid_to, a.recorded_from,
    a.recorded_to, a.section_id
FROM assignment a
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
LEFT JOIN unit t ON t.id = a.unit_id
WHERE a.person_id = :person_id
ORDER BY CASE WHEN a.recorded_to IS NULL THEN 0 ELSE 1 END, a.valid_from NULLS FIRST,
    a.recorded_from, a.id

-- name: appointments_of_person
SELECT a.role, a.department, a.section, a.system, a.appointed_by, a.valid_from, a.valid_to,
    a.ended_at
FROM appointment a WHERE a.staff_no = :staff_no
ORDER BY a.valid_from NULLS FIRST, a.id
