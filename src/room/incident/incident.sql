-- Statements of the room of incidents.

-- name: incident_find
SELECT id FROM incident WHERE row_key = :row_key

-- name: incident_steps
SELECT id FROM incident_step WHERE incident_id = :incident_id ORDER BY id

-- name: incident_notices
SELECT id FROM notice WHERE subject = 'incidents' AND subject_id = :incident_id ORDER BY id

-- name: incident_told
SELECT about, level, role, staff_no, name, facts, due_at, planned_at, made_at, acknowledged_at,
    obligation_id
FROM notice WHERE subject = 'incidents' AND subject_id = :incident_id ORDER BY id

-- name: incident_list
SELECT i.id, i.phase, i.section_id, i.reporter,
    EXISTS (SELECT 1 FROM incident_step s WHERE s.incident_id = i.id
            AND (s.staff_no = :staff_no OR (s.step = 'add_member' AND s.addressee = :staff_no))),
    EXISTS (SELECT 1 FROM obligation o WHERE o.subject = 'incidents' AND o.subject_id = i.id
            AND o.owner_staff_no = :staff_no)
FROM incident i
WHERE i.ended_at IS NULL
  AND (:only_open = 0 OR i.phase NOT IN ('closed', 'not_incident', 'merged'))
ORDER BY CASE WHEN i.phase IN ('closed', 'not_incident', 'merged') THEN 1 ELSE 0 END, i.id DESC

-- name: incident_sections
SELECT DISTINCT owner_section FROM obligation
WHERE subject = 'incidents' AND subject_id = :incident_id AND owner_section IS NOT NULL
ORDER BY owner_section

-- name: incident_section_name
SELECT d.name, u.name FROM unit u LEFT JOIN unit d ON d.id = u.parent_id WHERE u.id = :id

-- name: incident_fallback
SELECT fallback FROM information_system WHERE id = :id

-- name: incident_counts
SELECT 'phase', phase, COUNT(*) FROM v_incident WHERE is_drill = :is_drill GROUP BY phase
UNION ALL
SELECT 'kind', COALESCE(kind, ''), COUNT(*) FROM v_incident
WHERE is_drill = :is_drill GROUP BY COALESCE(kind, '')
UNION ALL
SELECT 'severity', COALESCE(severity, ''), COUNT(*) FROM v_incident
WHERE is_drill = :is_drill GROUP BY COALESCE(severity, '')
UNION ALL
SELECT 'section', COALESCE(section, ''), COUNT(*) FROM v_incident
WHERE is_drill = :is_drill GROUP BY COALESCE(section, '')
UNION ALL
SELECT 'cause', COALESCE(cause, ''), COUNT(*) FROM v_incident
WHERE is_drill = :is_drill GROUP BY COALESCE(cause, '')
ORDER BY 1, 2

-- name: incident_first_steps
SELECT s.step, i.noticed_at, MIN(s.at)
FROM v_incident_step s JOIN v_incident i ON i.id = s.incident_id
WHERE i.is_drill = :is_drill
GROUP BY s.step, i.id, i.noticed_at
ORDER BY s.step

-- name: incident_care
SELECT i.incident_no, i.what, i.phase, COALESCE(i.severity, i.severity_proposed), i.is_drill,
    i.section_id, MIN(o.due_at), COUNT(*)
FROM obligation o JOIN incident i ON i.id = o.subject_id
WHERE o.state = 'open' AND o.subject = 'incidents'
GROUP BY i.id, i.incident_no, i.what, i.phase, i.severity, i.severity_proposed, i.is_drill,
    i.section_id
ORDER BY i.id DESC
