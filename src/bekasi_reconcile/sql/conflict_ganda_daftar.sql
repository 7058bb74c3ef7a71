-- Persons who stand twice on one list for one period.
-- Grain: one row per (subject, record_id). Reads: record_period, member_id, record.
WITH twice AS (
    SELECT m.person_id, p.source, p.periode
    FROM record_period AS p
    JOIN member_id AS m USING (record_id)
    GROUP BY m.person_id, p.source, p.periode
    HAVING count(*) > 1
)
SELECT
    concat_ws('|', t.person_id, t.source, t.periode) AS subject,
    p.record_id,
    m.person_id,
    m.household_id,
    r.nama AS value
FROM twice AS t
JOIN record_period AS p ON p.source = t.source AND p.periode IS NOT DISTINCT FROM t.periode
JOIN member_id AS m ON m.record_id = p.record_id AND m.person_id = t.person_id
JOIN record AS r ON r.record_id = p.record_id
