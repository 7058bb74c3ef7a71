-- A NIK that records of different persons carry, whether or not it is believed of all of them.
-- Grain: one row per (subject, record_id). Reads: record, member_id, lent(record_id, nik).
WITH carried AS (
    SELECT record_id, nik
    FROM record
    WHERE nik IS NOT NULL
    UNION
    SELECT record_id, nik
    FROM lent
),
shared AS (
    SELECT c.nik
    FROM carried AS c
    JOIN member_id AS m USING (record_id)
    GROUP BY c.nik
    HAVING count(DISTINCT m.person_id) > 1
)
SELECT
    c.nik AS subject,
    c.record_id,
    m.person_id,
    m.household_id,
    concat_ws(' — ', c.nik, r.nama) AS value
FROM carried AS c
JOIN shared USING (nik)
JOIN record AS r USING (record_id)
JOIN member_id AS m USING (record_id)
