-- Where the thing of each finding is, from the register that holds it. One row of one register is
-- looked up a finding, and only when it is asked for. CLAUSE: 5.6.3

CREATE VIEW finding_place AS
SELECT f.id AS id, f.code AS code, f.state AS state, f.key AS key, f.detail AS detail,
    f.public_id AS public_id, f.when_held AS when_held, f.opened_at AS opened_at,
    f.closed_at AS closed_at, f.promised_on AS promised_on, f.answer AS answer,
    CASE f.table_id
        WHEN 1 THEN f.row_id
        WHEN 2 THEN (SELECT r.section_id FROM person r WHERE r.id = f.row_id)
        WHEN 4 THEN (SELECT r.section_id FROM post r WHERE r.id = f.row_id)
        WHEN 5 THEN (SELECT r.section_id FROM appointment r WHERE r.id = f.row_id)
        WHEN 10 THEN (SELECT r.section_id FROM asset r WHERE r.id = f.row_id)
        WHEN 11 THEN (SELECT r.section_id FROM account r WHERE r.id = f.row_id)
        WHEN 12 THEN (SELECT r.section_id FROM id_ledger r WHERE r.id = f.row_id)
        WHEN 13 THEN (SELECT r.section_id FROM medium r WHERE r.id = f.row_id)
        WHEN 14 THEN (SELECT r.section_id FROM takeout r WHERE r.id = f.row_id)
        WHEN 15 THEN (SELECT r.section_id FROM service r WHERE r.id = f.row_id)
        WHEN 16 THEN (SELECT r.section_id FROM information_system r WHERE r.id = f.row_id)
        WHEN 17 THEN (SELECT r.section_id FROM place r WHERE r.id = f.row_id)
        WHEN 18 THEN (SELECT r.section_id FROM device r WHERE r.id = f.row_id)
        WHEN 19 THEN (SELECT r.section_id FROM declaration r WHERE r.id = f.row_id)
    END AS section_id,
    CASE f.table_id
        WHEN 11 THEN (SELECT r.system_id FROM account r WHERE r.id = f.row_id)
    END AS system_id,
    -- An account belongs where its person works on the day that is asked about.
    CASE f.table_id
        WHEN 11 THEN (SELECT r.staff_no FROM account r WHERE r.id = f.row_id)
    END AS staff_no
FROM finding f;
