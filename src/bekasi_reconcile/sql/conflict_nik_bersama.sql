-- A NIK that records of different persons carry.
-- Grain: one row per (subject, record_id). Reads: record, member_id.
WITH shared AS (
    SELECT r.nik
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    WHERE r.nik IS NOT NULL
    GROUP BY r.nik
    HAVING count(DISTINCT m.person_id) > 1
)
SELECT r.nik AS subject, r.record_id, m.person_id, m.household_id, concat_ws(' — ', r.nik, r.nama) AS value
FROM record AS r
JOIN shared USING (nik)
JOIN member_id AS m USING (record_id)
