-- Statements of the room of sign-ins.

-- name: user_list
SELECT p.id, p.staff_no, p.name, p.kana, l.state, l.must_change, l.last_used_on
FROM person p LEFT JOIN login l ON l.person_id = p.id
ORDER BY p.staff_no

-- name: user_look
SELECT state, must_change, failures, locked_at, password_changed_at, last_used_on, entry
FROM login WHERE person_id = :person_id

-- name: user_place
SELECT d.name, s.name, a.post FROM assignment a
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
WHERE a.person_id = :person_id AND a.recorded_to IS NULL
  AND (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY CASE a.how WHEN 'main' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, a.id
LIMIT 1
