-- code: U09
-- register: accounts
-- reads: accounts systems
-- CLAUSE: 6.1.2.a
-- No second factor in a system that handles My Numbers, or of unknown segment.

-- name: population
SELECT COUNT(*)
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind <> 'システム'
  AND (a.system_segment IS NULL OR a.system_segment = 'マイナンバー利用事務系')
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))

-- name: violation
SELECT a.id, a.user_id, a.kind, 'always'
FROM v_account a
WHERE COALESCE(a.state, '') <> '停止'
  AND a.kind <> 'システム'
  AND (a.system_segment IS NULL OR a.system_segment = 'マイナンバー利用事務系')
  AND COALESCE(a.second_factor, 0) <> 1
  AND (CAST(:key AS INTEGER) IS NULL OR a.id = CAST(:key AS INTEGER))
