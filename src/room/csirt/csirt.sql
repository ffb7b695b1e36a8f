-- Statements of the call list.

-- name: csirt_contacts
SELECT c.staff_no, p.name, c.office_phone, c.off_phone, c.mail, c.stand_in, s.name, c.call_order
FROM contact c
LEFT JOIN person p ON p.staff_no = c.staff_no
LEFT JOIN person s ON s.staff_no = c.stand_in
WHERE c.ended_at IS NULL
ORDER BY COALESCE(c.call_order, 9999), c.staff_no

-- name: csirt_name
SELECT name FROM person WHERE staff_no = :staff_no
