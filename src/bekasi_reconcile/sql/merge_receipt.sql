-- Benefits that the lists prove.
-- Grain: one row per (record_id, program).
-- Reads: record, member_id, source_programme(source, program).
SELECT
    r.record_id,
    p.program,
    m.person_id,
    m.household_id,
    r.source,
    r.periode,
    r.nominal
FROM record_period AS r
JOIN member_id AS m USING (record_id)
JOIN source_programme AS p USING (source)
ORDER BY r.record_id, p.program
