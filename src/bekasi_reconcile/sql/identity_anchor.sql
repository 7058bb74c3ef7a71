-- Whose each record on a list was when it was last on one; a record never seen has no row.
-- Grain: one row per record_id. Reads: live(record_id), and of the last register isi.member, isi.past.
SELECT m.record_id, m.person_id, m.household_id
FROM isi.member AS m
JOIN live USING (record_id)
UNION ALL
SELECT p.record_id, p.person_id, p.household_id
FROM isi.past AS p
JOIN live USING (record_id)
ORDER BY record_id
