-- Statements of the room of incidents.

-- name: incident_find
SELECT id FROM incident WHERE row_key = :row_key

-- name: incident_once
SELECT incident_no FROM incident WHERE once = :once

-- name: incident_steps
SELECT id FROM incident_step WHERE incident_id = :incident_id ORDER BY id

-- name: incident_documents
SELECT id FROM incident_document WHERE incident_id = :incident_id ORDER BY number

-- name: incident_indicators
SELECT id FROM incident_indicator WHERE incident_id = :incident_id ORDER BY id

-- name: incident_with_indicators
SELECT incident_no FROM v_incident
WHERE (is_drill = 0 OR :with_drills = 1)
  AND id IN (SELECT incident_id FROM incident_indicator)
ORDER BY id

-- name: incident_notices
SELECT id FROM notice WHERE subject = 'incidents' AND subject_id = :incident_id ORDER BY id

-- name: incident_told
SELECT about, level, role, staff_no, name, facts, due_at, planned_at, made_at, acknowledged_at,
    obligation_id
FROM notice WHERE subject = 'incidents' AND subject_id = :incident_id ORDER BY id

-- name: incident_list
-- Cases that the viewer may see, of those that are over or of those that are not; both statements
-- have one condition. Sets come as texts with commas around each member; the crossed joins begin
-- with the few units.
SELECT i.id FROM incident i
WHERE i.is_over = CAST(:is_over AS INTEGER)
  AND i.id >= CAST(:first AS INTEGER) AND i.id <= CAST(:last AS INTEGER)
  AND i.ended_at IS NULL
  AND (CAST(:phase AS TEXT) IS NULL OR i.phase = CAST(:phase AS TEXT))
  AND (CAST(:kind AS TEXT) IS NULL OR i.kind = CAST(:kind AS TEXT))
  AND (CAST(:severity AS TEXT) IS NULL
       OR COALESCE(i.severity, i.severity_proposed) = CAST(:severity AS TEXT))
  AND (CAST(:section_id AS INTEGER) = 0 OR i.section_id = CAST(:section_id AS INTEGER))
  AND (CAST(:noticed_from AS TEXT) IS NULL OR i.noticed_at >= CAST(:noticed_from AS TEXT))
  AND (CAST(:noticed_to AS TEXT) IS NULL OR i.noticed_at < CAST(:noticed_to AS TEXT))
  AND (CAST(:is_drill AS INTEGER) IS NULL OR i.is_drill = CAST(:is_drill AS INTEGER))
  AND (CAST(:is_all AS INTEGER) = 1 OR i.id IN (
      SELECT m.id FROM incident m WHERE m.reporter = CAST(:staff_no AS TEXT)
      UNION SELECT s.incident_id FROM incident_step s WHERE s.staff_no = CAST(:staff_no AS TEXT)
      UNION SELECT s.incident_id FROM incident_step s
      WHERE s.step = 'add_member' AND s.addressee = CAST(:staff_no AS TEXT)
      UNION SELECT o.subject_id FROM obligation o
      WHERE o.subject = 'incidents' AND o.owner_staff_no = CAST(:staff_no AS TEXT)
      UNION SELECT o.subject_id FROM unit u CROSS JOIN obligation o
      WHERE o.owner_section = u.id AND o.subject = 'incidents'
        AND CAST(:held_sections AS TEXT) LIKE '%,' || CAST(u.id AS TEXT) || ',%'
      UNION SELECT m.id FROM unit u CROSS JOIN incident m
      WHERE m.section_id = u.id
        AND CAST(:seen_sections AS TEXT) LIKE '%,' || CAST(u.id AS TEXT) || ',%'))
ORDER BY i.id DESC
LIMIT CAST(:limit AS INTEGER) OFFSET CAST(:offset AS INTEGER)

-- name: incident_count
SELECT COUNT(*) FROM incident i
WHERE i.is_over = CAST(:is_over AS INTEGER)
  AND i.id >= CAST(:first AS INTEGER) AND i.id <= CAST(:last AS INTEGER)
  AND i.ended_at IS NULL
  AND (CAST(:phase AS TEXT) IS NULL OR i.phase = CAST(:phase AS TEXT))
  AND (CAST(:kind AS TEXT) IS NULL OR i.kind = CAST(:kind AS TEXT))
  AND (CAST(:severity AS TEXT) IS NULL
       OR COALESCE(i.severity, i.severity_proposed) = CAST(:severity AS TEXT))
  AND (CAST(:section_id AS INTEGER) = 0 OR i.section_id = CAST(:section_id AS INTEGER))
  AND (CAST(:noticed_from AS TEXT) IS NULL OR i.noticed_at >= CAST(:noticed_from AS TEXT))
  AND (CAST(:noticed_to AS TEXT) IS NULL OR i.noticed_at < CAST(:noticed_to AS TEXT))
  AND (CAST(:is_drill AS INTEGER) IS NULL OR i.is_drill = CAST(:is_drill AS INTEGER))
  AND (CAST(:is_all AS INTEGER) = 1 OR i.id IN (
      SELECT m.id FROM incident m WHERE m.reporter = CAST(:staff_no AS TEXT)
      UNION SELECT s.incident_id FROM incident_step s WHERE s.staff_no = CAST(:staff_no AS TEXT)
      UNION SELECT s.incident_id FROM incident_step s
      WHERE s.step = 'add_member' AND s.addressee = CAST(:staff_no AS TEXT)
      UNION SELECT o.subject_id FROM obligation o
      WHERE o.subject = 'incidents' AND o.owner_staff_no = CAST(:staff_no AS TEXT)
      UNION SELECT o.subject_id FROM unit u CROSS JOIN obligation o
      WHERE o.owner_section = u.id AND o.subject = 'incidents'
        AND CAST(:held_sections AS TEXT) LIKE '%,' || CAST(u.id AS TEXT) || ',%'
      UNION SELECT m.id FROM unit u CROSS JOIN incident m
      WHERE m.section_id = u.id
        AND CAST(:seen_sections AS TEXT) LIKE '%,' || CAST(u.id AS TEXT) || ',%'))

-- name: incident_near
-- Earlier cases that have something in common with this one, what weighs most first: the newest few
-- of each, so that a frequent kind costs no more than a rare one.
SELECT i.incident_no
FROM incident i
WHERE i.id IN (
    SELECT id FROM (SELECT id FROM incident WHERE asset = CAST(:asset AS TEXT)
                    AND id < CAST(:id AS INTEGER) ORDER BY id DESC LIMIT 20) a
    UNION SELECT id FROM (SELECT id FROM incident WHERE system = CAST(:system AS TEXT)
                          AND id < CAST(:id AS INTEGER) ORDER BY id DESC LIMIT 20) b
    UNION SELECT id FROM (SELECT id FROM incident WHERE cause = CAST(:cause AS TEXT)
                          AND id < CAST(:id AS INTEGER) ORDER BY id DESC LIMIT 20) c
    UNION SELECT id FROM (SELECT id FROM incident WHERE section_id = CAST(:section_id AS INTEGER)
                          AND id < CAST(:id AS INTEGER) ORDER BY id DESC LIMIT 20) d
    UNION SELECT id FROM (SELECT id FROM incident WHERE kind = CAST(:kind AS TEXT)
                          AND id < CAST(:id AS INTEGER) ORDER BY id DESC LIMIT 20) e)
  AND i.ended_at IS NULL AND i.phase <> 'merged'
  AND i.is_drill <= CAST(:is_drill AS INTEGER)
ORDER BY CASE WHEN i.asset = CAST(:asset AS TEXT) THEN 16 ELSE 0 END
    + CASE WHEN i.system = CAST(:system AS TEXT) THEN 8 ELSE 0 END
    + CASE WHEN i.cause = CAST(:cause AS TEXT) THEN 4 ELSE 0 END
    + CASE WHEN i.section_id = CAST(:section_id AS INTEGER) THEN 2 ELSE 0 END
    + CASE WHEN i.kind = CAST(:kind AS TEXT) THEN 1 ELSE 0 END DESC, i.id DESC
LIMIT 5

-- name: incident_running_drill
SELECT drill_no FROM drill WHERE started_at IS NOT NULL AND finished_at IS NULL

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

-- name: incident_hours
SELECT substr(noticed_at, 1, 13), COUNT(*) FROM v_incident WHERE is_drill = :is_drill
GROUP BY substr(noticed_at, 1, 13) ORDER BY substr(noticed_at, 1, 13)

-- name: incident_late
SELECT duty, COUNT(*),
       SUM(CASE WHEN late = 1 OR (state = 'open' AND due_at < :now) THEN 1 ELSE 0 END)
FROM v_obligation
WHERE subject = 'incidents' AND is_drill = :is_drill
GROUP BY duty ORDER BY duty

-- name: incident_half
SELECT incident_no FROM v_incident
WHERE is_drill = 0 AND severity IS NOT NULL AND phase NOT IN ('not_incident', 'merged')
  AND noticed_at >= :from AND noticed_at < :until
ORDER BY id
