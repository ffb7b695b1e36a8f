-- code: I10
-- register: incidents
-- reads: incidents
-- CLAUSE: 1.2.4
-- The report to the committee is overdue: open past its end, drills left out.

-- name: population
SELECT COUNT(*)
FROM v_obligation o
WHERE o.subject = 'incidents'
  AND o.is_drill = 0
  AND o.duty IN ('report_committee')
  AND (CAST(:key AS INTEGER) IS NULL OR o.subject_id = CAST(:key AS INTEGER))

-- name: violation
SELECT o.subject_id, o.subject_key,
    MIN(o.due_at || ' ' || o.duty || COALESCE(' ' || o.body, '')), 'always'
FROM v_obligation o
WHERE o.subject = 'incidents'
  AND o.is_drill = 0
  AND o.duty IN ('report_committee')
  AND o.state = 'open'
  AND o.due_at IS NOT NULL
  AND (o.late = 1 OR substr(o.due_at, 1, 10) < :on)
  AND (CAST(:key AS INTEGER) IS NULL OR o.subject_id = CAST(:key AS INTEGER))
GROUP BY o.subject_id, o.subject_key
