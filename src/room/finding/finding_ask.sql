-- Lists and counts of stored findings, narrowed to what the viewer may see. Both have one condition.
-- Sets come as texts with commas around each member; null asks for everything.

-- name: finding_numbers
SELECT t.id
FROM (
    SELECT p.id, p.code, p.state, p.key, p.detail, p.public_id, p.when_held, p.opened_at,
        p.closed_at, p.promised_on, p.answer, p.system_id, COALESCE((
            SELECT COALESCE(a.section_id, a.department_id)
            FROM person n JOIN assignment a ON a.person_id = n.id
            WHERE n.staff_no = p.staff_no AND a.recorded_to IS NULL
              AND (a.valid_from IS NULL OR a.valid_from <= :on)
              AND (a.valid_to IS NULL OR a.valid_to > :on)
            ORDER BY CASE a.how WHEN 'main' THEN 0 ELSE 1 END, a.id LIMIT 1
        ), p.section_id) AS place_id
    FROM finding_place p
) t
WHERE t.state IN (:state_1, :state_2, :state_3)
  AND (CAST(:codes AS TEXT) IS NULL OR CAST(:codes AS TEXT) LIKE '%,' || t.code || ',%'
       OR (CAST(:role_codes AS TEXT) LIKE '%,' || t.code || ',%' AND (t.key || ' ' LIKE CAST(:role_1 AS TEXT) || ' %'
           OR t.key || ' ' LIKE CAST(:role_2 AS TEXT) || ' %'
           OR t.key || ' ' LIKE CAST(:role_3 AS TEXT) || ' %'
           OR t.key || ' ' LIKE CAST(:role_4 AS TEXT) || ' %')))
  AND (CAST(:when AS TEXT) IS NULL OR t.when_held = CAST(:when AS TEXT))
  AND (CAST(:opened_from AS TEXT) IS NULL OR t.opened_at >= CAST(:opened_from AS TEXT))
  AND (CAST(:closed_from AS TEXT) IS NULL OR t.closed_at >= CAST(:closed_from AS TEXT))
  AND (CAST(:promised_before AS TEXT) IS NULL
       OR t.promised_on < CAST(:promised_before AS TEXT))
  AND (CAST(:unanswered AS INTEGER) = 0 OR t.answer IS NULL)
  AND (CAST(:words AS TEXT) IS NULL OR t.key LIKE CAST(:words AS TEXT) ESCAPE '!'
       OR t.detail LIKE CAST(:words AS TEXT) ESCAPE '!'
       OR t.public_id LIKE CAST(:words AS TEXT) ESCAPE '!')
  AND (CAST(:own_sections AS TEXT) IS NULL
       OR CAST(:own_systems AS TEXT) LIKE '%,' || CAST(t.system_id AS TEXT) || ',%'
       OR CAST(:own_sections AS TEXT) LIKE '%,' || CAST(t.place_id AS TEXT) || ',%')
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(t.place_id AS TEXT) || ',%')
ORDER BY CASE WHEN t.state = 'open' THEN 0 ELSE 1 END,
    CASE WHEN CAST(:breaches AS TEXT) LIKE '%,' || t.code || ',%' THEN 0 ELSE 1 END, t.code, t.id
LIMIT CAST(:limit AS INTEGER) OFFSET CAST(:offset AS INTEGER)

-- name: finding_counts
SELECT t.code, t.state,
    CASE WHEN CAST(:by_section AS INTEGER) = 1 THEN t.place_id END,
    CASE WHEN CAST(:by_time AS INTEGER) = 1 THEN substr(t.opened_at, 1, 13) END,
    CASE WHEN CAST(:by_time AS INTEGER) = 1 THEN substr(t.closed_at, 1, 13) END,
    CASE WHEN CAST(:by_role AS INTEGER) = 1 AND t.code IN ('P01', 'P03') THEN t.key END,
    COUNT(*)
FROM (
    SELECT p.id, p.code, p.state, p.key, p.detail, p.public_id, p.when_held, p.opened_at,
        p.closed_at, p.promised_on, p.answer, p.system_id, COALESCE((
            SELECT COALESCE(a.section_id, a.department_id)
            FROM person n JOIN assignment a ON a.person_id = n.id
            WHERE n.staff_no = p.staff_no AND a.recorded_to IS NULL
              AND (a.valid_from IS NULL OR a.valid_from <= :on)
              AND (a.valid_to IS NULL OR a.valid_to > :on)
            ORDER BY CASE a.how WHEN 'main' THEN 0 ELSE 1 END, a.id LIMIT 1
        ), p.section_id) AS place_id
    FROM finding_place p
) t
WHERE t.state IN (:state_1, :state_2, :state_3)
  AND (CAST(:codes AS TEXT) IS NULL OR CAST(:codes AS TEXT) LIKE '%,' || t.code || ',%'
       OR (CAST(:role_codes AS TEXT) LIKE '%,' || t.code || ',%' AND (t.key || ' ' LIKE CAST(:role_1 AS TEXT) || ' %'
           OR t.key || ' ' LIKE CAST(:role_2 AS TEXT) || ' %'
           OR t.key || ' ' LIKE CAST(:role_3 AS TEXT) || ' %'
           OR t.key || ' ' LIKE CAST(:role_4 AS TEXT) || ' %')))
  AND (CAST(:when AS TEXT) IS NULL OR t.when_held = CAST(:when AS TEXT))
  AND (CAST(:opened_from AS TEXT) IS NULL OR t.opened_at >= CAST(:opened_from AS TEXT))
  AND (CAST(:closed_from AS TEXT) IS NULL OR t.closed_at >= CAST(:closed_from AS TEXT))
  AND (CAST(:promised_before AS TEXT) IS NULL
       OR t.promised_on < CAST(:promised_before AS TEXT))
  AND (CAST(:unanswered AS INTEGER) = 0 OR t.answer IS NULL)
  AND (CAST(:words AS TEXT) IS NULL OR t.key LIKE CAST(:words AS TEXT) ESCAPE '!'
       OR t.detail LIKE CAST(:words AS TEXT) ESCAPE '!'
       OR t.public_id LIKE CAST(:words AS TEXT) ESCAPE '!')
  AND (CAST(:own_sections AS TEXT) IS NULL
       OR CAST(:own_systems AS TEXT) LIKE '%,' || CAST(t.system_id AS TEXT) || ',%'
       OR CAST(:own_sections AS TEXT) LIKE '%,' || CAST(t.place_id AS TEXT) || ',%')
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(t.place_id AS TEXT) || ',%')
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6

-- name: finding_exceptions
SELECT e.id, e.finding_id, e.reason, e.valid_until, e.approver, e.requested_by, e.requested_at,
    e.state, e.decided_at, f.public_id
FROM exception e JOIN finding f ON f.id = e.finding_id
WHERE (CAST(:finding_id AS INTEGER) IS NULL OR e.finding_id = CAST(:finding_id AS INTEGER))
  AND (CAST(:approver AS TEXT) IS NULL OR (e.approver = CAST(:approver AS TEXT)
                                           AND e.state = 'pending'))
ORDER BY e.id DESC LIMIT 200
