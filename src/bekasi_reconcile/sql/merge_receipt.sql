-- Benefits that the lists prove: what the row itself names, else what its whole list is for.
-- Grain: one row per (record_id, program).
-- Reads: record_period, member_id, named_programme(text, program), source_programme(source, program).
WITH named AS (
    SELECT r.record_id, n.program
    FROM record_period AS r
    JOIN named_programme AS n ON n.text = r.program
),
proved AS (
    SELECT record_id, program FROM named
    UNION
    SELECT r.record_id, p.program
    FROM record_period AS r
    JOIN source_programme AS p USING (source)
    WHERE r.record_id NOT IN (SELECT record_id FROM named)
)
SELECT
    p.record_id,
    p.program,
    m.person_id,
    m.household_id,
    r.source,
    r.periode,
    r.nominal
FROM proved AS p
JOIN record_period AS r USING (record_id)
JOIN member_id AS m USING (record_id)
ORDER BY p.record_id, p.program
