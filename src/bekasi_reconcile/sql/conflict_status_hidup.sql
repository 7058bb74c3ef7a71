-- Persons deceased or gone on one list and not on another.
-- Grain: one row per (subject, record_id). Reads: record, member_id.
WITH gone AS (
    SELECT m.person_id
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    GROUP BY m.person_id
    HAVING
        bool_or(r.status_hidup IN ('MENINGGAL', 'PINDAH', 'HILANG'))
        AND count(DISTINCT r.source) > 1
        AND bool_or(coalesce(r.status_hidup, 'HIDUP') = 'HIDUP')
)
SELECT m.person_id AS subject, r.record_id, m.person_id, m.household_id, r.status_hidup AS value
FROM record AS r
JOIN member_id AS m USING (record_id)
JOIN gone USING (person_id)
