-- By what a person of the register can be known in a file: ids, numbers, and the name as written.
-- Grain: one row per (person_id, basis, token).
-- Reads: isi.record, isi.member, isi.past, isi.conflict_value.
WITH known AS (
    SELECT r.record_id, r.nik, r.no_kk, upper(trim(r.nama)) AS nama, m.person_id, m.household_id
    FROM isi.record AS r
    JOIN isi.member AS m USING (record_id)
    UNION ALL
    SELECT record_id, nik, no_kk, upper(trim(nama)) AS nama, person_id, household_id
    FROM isi.past
),
token AS (
    SELECT person_id, household_id, 'id' AS basis, person_id AS token FROM known
    UNION ALL
    SELECT person_id, household_id, 'keluarga' AS basis, household_id AS token FROM known
    UNION ALL
    SELECT person_id, household_id, 'id' AS basis, record_id AS token FROM known
    UNION ALL
    SELECT v.person_id, k.household_id, 'id' AS basis, v.conflict_id AS token
    FROM isi.conflict_value AS v
    JOIN known AS k USING (record_id)
    UNION ALL
    SELECT person_id, household_id, 'nik' AS basis, nik AS token FROM known
    UNION ALL
    SELECT person_id, household_id, 'keluarga' AS basis, no_kk AS token FROM known
    UNION ALL
    SELECT person_id, household_id, 'nama' AS basis, nama AS token FROM known
)
SELECT DISTINCT person_id, household_id, basis, token
FROM token
WHERE token <> ''
ORDER BY person_id, basis, token, household_id
