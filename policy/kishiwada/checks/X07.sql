-- code: X07
-- register: services
-- reads: services
-- CLAUSE: 8.2
-- The same service as an earlier row, whatever the state of either; the later row is found. Takes no
-- :key, because one row's change touches another. The finding is called as the first row spells it.

-- name: population
SELECT COUNT(*)
FROM v_service a

-- name: violation
SELECT a.id,
       (SELECT f.name FROM v_service f WHERE f.name_key = a.name_key
        ORDER BY f.source_order NULLS LAST, f.id LIMIT 1),
       COALESCE(a.state, '-'), 'always'
FROM v_service a
WHERE EXISTS (
    SELECT 1 FROM v_service e
    WHERE e.name_key = a.name_key
      AND (COALESCE(e.source_order, 9007199254740991)
               < COALESCE(a.source_order, 9007199254740991)
           OR (COALESCE(e.source_order, 9007199254740991)
                   = COALESCE(a.source_order, 9007199254740991)
               AND e.id < a.id)))
