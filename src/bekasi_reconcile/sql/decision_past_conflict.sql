-- Conflicts as a register asks them, each with what its answer would rest on.
-- Grain: one row per (conflict_id, record_id). Reads: wanted(conflict_id), isi.conflict, isi.conflict_value.
SELECT
    c.conflict_id,
    c.type,
    c.fingerprint,
    coalesce(c.rests_on, '') AS evidence,
    v.record_id,
    v.person_id,
    v.value
FROM isi.conflict AS c
JOIN wanted USING (conflict_id)
JOIN isi.conflict_value AS v USING (conflict_id)
ORDER BY c.conflict_id, v.record_id
