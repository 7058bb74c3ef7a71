-- How many each programme reaches in each desa, and how many of them are asked about.
-- Grain: one row per (program, desa). Reads: aid, doubt, person.
SELECT
    a.program,
    p.kabupaten,
    p.kecamatan,
    p.desa,
    p.kode_desa,
    count(DISTINCT a.household_id) AS keluarga,
    count(DISTINCT a.person_id) AS orang,
    CAST(sum(a.rupiah) AS BIGINT) AS rupiah,
    count(DISTINCT CASE WHEN d.record_id IS NOT NULL THEN a.person_id END) AS dugaan_inclusion
FROM aid AS a
JOIN person AS p USING (person_id)
LEFT JOIN (SELECT DISTINCT record_id, program FROM doubt) AS d
    ON d.record_id = a.record_id AND d.program = a.program
GROUP BY ALL
ORDER BY a.program, p.kabupaten NULLS LAST, p.kecamatan NULLS LAST, p.desa NULLS LAST, p.kode_desa
