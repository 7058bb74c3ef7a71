-- Persons who stand twice on one list for one period.
-- Grain: one row per (subject, record_id). Reads: record_period, member_id, record.
WITH listed AS (
    SELECT p.record_id, m.person_id, m.household_id, p.source, p.periode
    FROM record_period AS p
    JOIN member_id AS m USING (record_id)
),
twice AS (
    SELECT person_id, source, periode
    FROM listed
    GROUP BY person_id, source, periode
    HAVING count(*) > 1
)
SELECT
    concat_ws('|', t.person_id, t.source, t.periode) AS subject,
    l.record_id,
    l.person_id,
    l.household_id,
    r.nama AS value
FROM twice AS t
JOIN listed AS l
    ON l.person_id = t.person_id AND l.source = t.source AND l.periode IS NOT DISTINCT FROM t.periode
JOIN record AS r ON r.record_id = l.record_id
