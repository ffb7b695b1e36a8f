-- code: I13
-- register: incidents
-- reads: incidents systems
-- CLAUSE: 7.2.8
-- A case on a system for which the ledger names no other way to serve citizens.

-- name: population
SELECT COUNT(*)
FROM v_incident a JOIN v_system s ON s.id = a.system_id
WHERE a.is_drill = 0
  AND a.phase NOT IN ('closed', 'not_incident', 'merged')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.incident_no, s.name, 'always'
FROM v_incident a JOIN v_system s ON s.id = a.system_id
WHERE a.is_drill = 0
  AND a.phase NOT IN ('closed', 'not_incident', 'merged')
  AND s.fallback IS NULL
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
