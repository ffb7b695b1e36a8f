-- The tables of the eleven sections. :sections is null for those who see everything, else the
-- sections that count, with commas around each.

-- name: section_classes
SELECT COALESCE(d.name || ' ', '') || COALESCE(u.name, '（課不明）'),
    SUM(CASE WHEN a.importance = 'A' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.importance = 'B' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.importance = 'C' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.importance IS NULL THEN 1 ELSE 0 END), MAX(a.reviewed_on)
FROM v_asset a LEFT JOIN unit u ON u.id = a.section_id LEFT JOIN unit d ON d.id = u.parent_id
WHERE (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(a.section_id AS TEXT) || ',%')
GROUP BY a.section_id, d.name, u.name ORDER BY d.name, u.name

-- name: section_unsigned
SELECT s.department || ' ' || s.section, MAX(d.declared_on)
FROM v_section s LEFT JOIN v_declaration d ON d.section_id = s.id
WHERE (s.valid_from IS NULL OR s.valid_from <= :on) AND (s.valid_to IS NULL OR s.valid_to > :on)
  AND NOT EXISTS (SELECT 1 FROM v_asset a WHERE a.section_id = s.id)
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(s.id AS TEXT) || ',%')
GROUP BY s.id, s.department, s.section ORDER BY s.department, s.section

-- name: section_zones
SELECT COALESCE(a.storage_zone, '記入なし'),
    SUM(CASE WHEN a.importance = 'A' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.importance = 'B' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.importance = 'C' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.storage_night <> a.storage_day THEN 1 ELSE 0 END), COUNT(*)
FROM v_asset a
WHERE (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(a.section_id AS TEXT) || ',%')
GROUP BY a.storage_zone ORDER BY a.storage_zone NULLS LAST

-- name: section_takeouts
SELECT t.medium_no, t.name, t.destination, t.importance, t.out_on, t.due_on,
    CASE WHEN t.due_on < :on THEN '期限超過' ELSE '持出し中' END
FROM takeout t
WHERE t.ended_at IS NULL AND t.back_on IS NULL AND t.out_on <= :on
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(t.section_id AS TEXT) || ',%')
ORDER BY t.due_on NULLS LAST, t.id LIMIT 100

-- name: section_accounts
SELECT COALESCE(a.system_name, ''), a.kind, COUNT(*),
    SUM(CASE WHEN a.state = '有効' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.role = '管理者' THEN 1 ELSE 0 END),
    SUM(CASE WHEN a.second_factor = 1 THEN 1 ELSE 0 END),
    MIN(a.password_changed_on)
FROM v_account a
WHERE (CAST(:systems AS TEXT) IS NULL
       OR CAST(:systems AS TEXT) LIKE '%,' || CAST(a.system_id AS TEXT) || ',%')
GROUP BY a.system_name, a.kind ORDER BY a.system_name, a.kind

-- name: section_segments
SELECT COALESCE(s.segment, '系統が決まっていない'), s.name, s.importance,
    (SELECT COUNT(*) FROM v_account a WHERE a.system_id = s.id),
    (SELECT COUNT(*) FROM v_account a WHERE a.system_id = s.id AND COALESCE(a.second_factor, 0) = 0)
FROM information_system s
WHERE s.ended_at IS NULL
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(s.section_id AS TEXT) || ',%'
       OR CAST(:systems AS TEXT) LIKE '%,' || CAST(s.id AS TEXT) || ',%')
ORDER BY s.segment NULLS LAST, s.name

-- name: section_systems
SELECT s.name, COALESCE(s.department || ' ', '') || COALESCE(s.section, ''), s.state,
    COALESCE(s.hours_from || '–' || s.hours_to, ''), s.fallback
FROM information_system s
WHERE s.ended_at IS NULL
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(s.section_id AS TEXT) || ',%'
       OR CAST(:systems AS TEXT) LIKE '%,' || CAST(s.id AS TEXT) || ',%')
ORDER BY s.name

-- name: section_services
SELECT v.name, v.vendor, COALESCE(v.department || ' ', '') || COALESCE(v.section, ''), v.use_kind,
    v.importance, v.state, v.ends_on,
    CASE v.network_manager_approval WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.in_plan WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.terms_checked WHEN 1 THEN '○' WHEN 0 THEN '×' END
FROM service v
WHERE v.ended_at IS NULL
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(v.section_id AS TEXT) || ',%')
ORDER BY v.importance NULLS LAST, v.name LIMIT 300

-- name: section_checklist
SELECT v.name, v.importance,
    CASE v.check_1 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_2 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_3 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_4 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_5 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_6 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_7 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_8 WHEN 1 THEN '○' WHEN 0 THEN '×' END,
    CASE v.check_9 WHEN 1 THEN '○' WHEN 0 THEN '×' END
FROM service v
WHERE v.ended_at IS NULL AND v.importance IN ('A', 'B')
  AND (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(v.section_id AS TEXT) || ',%')
ORDER BY v.importance, v.name LIMIT 300

-- name: section_corrections
SELECT COALESCE(t.answer, '回答なし'), COUNT(*),
    SUM(CASE WHEN t.state = 'open' THEN 1 ELSE 0 END),
    SUM(CASE WHEN t.state = 'excused' THEN 1 ELSE 0 END),
    SUM(CASE WHEN t.state = 'closed' THEN 1 ELSE 0 END)
FROM finding_place t
WHERE (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(t.section_id AS TEXT) || ',%')
GROUP BY t.answer ORDER BY t.answer NULLS LAST
