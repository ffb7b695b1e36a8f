-- code: M08
-- register: takeouts
-- reads: takeouts
-- CLAUSE: 5.3.1
-- Taken out while an earlier take-out of the same medium had not come back; the later row is found.
-- Takes no :key, because one row's change touches another.

-- name: population
SELECT COUNT(*)
FROM v_takeout a

-- name: violation
SELECT a.id, a.medium_no, a.out_on, 'always'
FROM v_takeout a
WHERE EXISTS (
    SELECT 1 FROM v_takeout e
    WHERE e.medium_no = a.medium_no
      AND (e.out_on < a.out_on
           OR (e.out_on = a.out_on
               AND COALESCE(e.source_order, 9007199254740991)
                   < COALESCE(a.source_order, 9007199254740991))
           OR (e.out_on = a.out_on
               AND COALESCE(e.source_order, 9007199254740991)
                   = COALESCE(a.source_order, 9007199254740991)
               AND e.id < a.id))
      AND (e.back_on IS NULL OR a.out_on < e.back_on))
