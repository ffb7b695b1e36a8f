-- What checks may read of people and units. Parameters cannot stand in views: a check compares
-- valid_from and valid_to with its own date.

CREATE VIEW v_assignment AS
SELECT a.id AS id, a.person_id AS person_id, p.staff_no AS staff_no, p.name AS name,
    a.department_id AS department_id, a.section_id AS section_id, d.name AS department,
    s.name AS section, a.post AS post, a.how AS how, a.valid_from AS valid_from,
    a.valid_to AS valid_to
FROM assignment a JOIN person p ON p.id = a.person_id
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
WHERE a.recorded_to IS NULL;

CREATE VIEW v_person AS
SELECT id, id AS person_id, staff_no, name, kana, employment, hired_on, left_on FROM person
WHERE ended_at IS NULL;

CREATE VIEW v_section AS
SELECT u.id AS id, u.parent_id AS department_id, d.name AS department, u.name AS section,
    d.name_key AS department_key, u.name_key AS section_key, u.valid_from AS valid_from,
    u.valid_to AS valid_to
FROM unit u LEFT JOIN unit d ON d.id = u.parent_id
WHERE u.kind = 'section';

-- Assignments on the day of the last roster, as they were known when it had been read in: later
-- transfers are not in it, also those loaded before their day. CLAUSE: 4.1.7
CREATE VIEW v_roster_assignment AS
SELECT a.id AS id, a.person_id AS person_id, p.staff_no AS staff_no, p.name AS name,
    a.department_id AS department_id, a.section_id AS section_id, d.name AS department,
    s.name AS section, a.post AS post, a.how AS how, a.valid_from AS valid_from,
    a.valid_to AS valid_to
FROM assignment a JOIN person p ON p.id = a.person_id
LEFT JOIN unit d ON d.id = a.department_id
LEFT JOIN unit s ON s.id = a.section_id
JOIN import_run r ON r.id = (SELECT max(id) FROM import_run WHERE kind = 'roster')
WHERE a.recorded_from <= r.known_to AND (a.recorded_to IS NULL OR a.recorded_to > r.known_to)
  AND (a.valid_from IS NULL OR a.valid_from <= COALESCE(r.as_of, substr(r.started_at, 1, 10)))
  AND (a.valid_to IS NULL OR a.valid_to > COALESCE(r.as_of, substr(r.started_at, 1, 10)));
