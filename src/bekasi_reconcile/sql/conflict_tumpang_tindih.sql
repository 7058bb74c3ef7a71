-- Families that receive two programmes of which only one is allowed.
-- Grain: one row per (subject, record_id). Reads: receipt, exclusive(a, b).
WITH overlap AS (
    SELECT l.household_id, e.a, e.b
    FROM exclusive AS e
    JOIN receipt AS l ON l.program = e.a
    JOIN receipt AS r ON r.program = e.b AND r.household_id = l.household_id
    GROUP BY l.household_id, e.a, e.b
)
SELECT
    concat_ws('|', o.household_id, o.a, o.b) AS subject,
    r.record_id,
    r.person_id,
    r.household_id,
    min(r.program) AS value
FROM overlap AS o
JOIN receipt AS r ON r.household_id = o.household_id AND r.program IN (o.a, o.b)
GROUP BY ALL
