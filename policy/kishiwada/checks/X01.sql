-- code: X01
-- register: services
-- reads: services
-- CLAUSE: 9.0
-- Class A or B in a service of which not all nine points are confirmed. The seventh, accepting audits,
-- is asked as needed: it may be empty, but not denied.

-- name: population
SELECT COUNT(*)
FROM v_service a
WHERE a.state = '利用中'
  AND a.importance IN ('A', 'B')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.name, a.importance
       || CASE WHEN COALESCE(a.check_1, 0) <> 1 THEN ' ①' ELSE '' END
       || CASE WHEN COALESCE(a.check_2, 0) <> 1 THEN ' ②' ELSE '' END
       || CASE WHEN COALESCE(a.check_3, 0) <> 1 THEN ' ③' ELSE '' END
       || CASE WHEN COALESCE(a.check_4, 0) <> 1 THEN ' ④' ELSE '' END
       || CASE WHEN COALESCE(a.check_5, 0) <> 1 THEN ' ⑤' ELSE '' END
       || CASE WHEN COALESCE(a.check_6, 0) <> 1 THEN ' ⑥' ELSE '' END
       || CASE WHEN COALESCE(a.check_7, 1) <> 1 THEN ' ⑦' ELSE '' END
       || CASE WHEN COALESCE(a.check_8, 0) <> 1 THEN ' ⑧' ELSE '' END
       || CASE WHEN COALESCE(a.check_9, 0) <> 1 THEN ' ⑨' ELSE '' END, 'always'
FROM v_service a
WHERE a.state = '利用中'
  AND a.importance IN ('A', 'B')
  AND (COALESCE(a.check_1, 0) <> 1 OR COALESCE(a.check_2, 0) <> 1 OR COALESCE(a.check_3, 0) <> 1
       OR COALESCE(a.check_4, 0) <> 1 OR COALESCE(a.check_5, 0) <> 1
       OR COALESCE(a.check_6, 0) <> 1 OR COALESCE(a.check_7, 1) <> 1
       OR COALESCE(a.check_8, 0) <> 1 OR COALESCE(a.check_9, 0) <> 1)
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
