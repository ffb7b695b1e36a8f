-- What the pictures count. :sections as in the lists: null for everything.

-- name: picture_reviews
SELECT a.reviewed_on, COUNT(*)
FROM v_asset a
WHERE (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(a.section_id AS TEXT) || ',%')
GROUP BY a.reviewed_on ORDER BY a.reviewed_on NULLS FIRST

-- name: picture_zones
SELECT a.storage_zone, COUNT(*)
FROM v_asset a
WHERE (CAST(:sections AS TEXT) IS NULL
       OR CAST(:sections AS TEXT) LIKE '%,' || CAST(a.section_id AS TEXT) || ',%')
GROUP BY a.storage_zone ORDER BY a.storage_zone NULLS LAST
