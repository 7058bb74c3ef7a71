-- The records of answers in force as the question would show them now, and whose they are.
-- Grain: one row per (conflict_id, record_id). Reads: decided(conflict_id, record_id), record, member_id.
SELECT
    d.conflict_id,
    d.record_id,
    m.person_id,
    m.household_id,
    concat_ws(' — ', r.nama, r.tanggal_lahir, coalesce(r.nik, r.nik_pattern), r.desa) AS value
FROM decided AS d
JOIN record AS r USING (record_id)
JOIN member_id AS m USING (record_id)
ORDER BY d.conflict_id, d.record_id
