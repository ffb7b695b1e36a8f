-- Statements of the finding floor.

-- name: findings_of_code
SELECT id, entry, code, table_id, row_id, public_id, key, detail, when_held, opened_at, closed_at,
    state, exception_id, measure, responsible, promised_on, answer, sql_hash, pack_version
FROM finding WHERE code = :code AND table_id = :table_id
ORDER BY row_id, key

-- name: findings_of_code_anywhere
SELECT id, entry, code, table_id, row_id, public_id, key, detail, when_held, opened_at, closed_at,
    state, exception_id, measure, responsible, promised_on, answer, sql_hash, pack_version
FROM finding WHERE code = :code
ORDER BY id

-- name: findings_of_row
SELECT id, entry, code, table_id, row_id, public_id, key, detail, when_held, opened_at, closed_at,
    state, exception_id, measure, responsible, promised_on, answer, sql_hash, pack_version
FROM finding WHERE table_id = :table_id AND row_id = :row_id
ORDER BY code, key

-- name: findings_about_row
SELECT id, entry, code, table_id, row_id, public_id, key, detail, when_held, opened_at, closed_at,
    state, exception_id, measure, responsible, promised_on, answer, sql_hash, pack_version
FROM finding WHERE table_id = :table_id AND row_id = :row_id AND state <> 'closed'
ORDER BY code, key

-- name: finding_by_public_id
SELECT id FROM finding WHERE public_id = :public_id

-- name: finding_of_thing
SELECT id FROM finding
WHERE code = :code AND table_id = :table_id AND row_id = :row_id AND key = :key

-- name: findings_of_state
SELECT id, entry, code, table_id, row_id, public_id, key, detail, when_held, opened_at, closed_at,
    state, exception_id, measure, responsible, promised_on, answer, sql_hash, pack_version
FROM finding WHERE state = :state

-- name: exception_pending
SELECT id FROM exception
WHERE finding_id = :finding_id AND state = 'pending'
ORDER BY id DESC

-- name: unit_names
SELECT u.id, u.kind, u.name, d.name FROM unit u LEFT JOIN unit d ON d.id = u.parent_id

-- name: main_section
SELECT COALESCE(a.section_id, a.department_id) FROM assignment a
JOIN person p ON p.id = a.person_id
WHERE p.staff_no = :staff_no AND a.recorded_to IS NULL
  AND (a.valid_from IS NULL OR a.valid_from <= :on) AND (a.valid_to IS NULL OR a.valid_to > :on)
ORDER BY CASE a.how WHEN 'main' THEN 0 ELSE 1 END, a.id
