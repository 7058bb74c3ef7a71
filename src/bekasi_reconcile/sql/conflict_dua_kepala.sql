-- Family cards on which several persons are the head.
-- Grain: one row per (subject, record_id). Reads: record, member_id.
WITH card AS (
    SELECT r.no_kk
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    WHERE r.no_kk IS NOT NULL AND r.hubungan = 'KEPALA'
    GROUP BY r.no_kk
    HAVING count(DISTINCT m.person_id) > 1
)
SELECT r.no_kk AS subject, r.record_id, m.person_id, m.household_id, r.nama AS value
FROM record AS r
JOIN card USING (no_kk)
JOIN member_id AS m USING (record_id)
WHERE r.hubungan = 'KEPALA'
