-- By name and by address: who is on each programme's list, what is asked about them, and whom the
-- programme may reach of those that none does.
-- Grain: one row per (program, person_id); a candidate stands for the family, or is of the age.
-- Reads: aid, doubt, place, person, unserved, eligible, word(section, name, text), targeting.
WITH reason AS (
    SELECT
        a.program,
        a.person_id,
        string_agg(
            DISTINCT concat(
                replace(w.text, '%(batas)s', CAST(t.doubtful_from AS VARCHAR)),
                ' (' || d.what || ')'
            ), '; '
            ORDER BY concat(
                replace(w.text, '%(batas)s', CAST(t.doubtful_from AS VARCHAR)),
                ' (' || d.what || ')'
            )
        ) AS dugaan
    FROM doubt AS d
    JOIN aid AS a USING (record_id, program)
    JOIN word AS w ON w.section = 'dugaan' AND w.name = d.reason
    CROSS JOIN targeting AS t
    GROUP BY a.program, a.person_id
),
received AS (
    SELECT
        program,
        person_id,
        household_id,
        CAST(sum(rupiah) AS BIGINT) AS rupiah,
        string_agg(DISTINCT source, ', ' ORDER BY source) AS sumber
    FROM aid
    GROUP BY program, person_id, household_id
),
candidate AS (
    SELECT g.program, p.person_id, u.household_id
    FROM unserved AS u
    JOIN household AS h USING (household_id)
    JOIN person AS p USING (household_id)
    CROSS JOIN (SELECT DISTINCT program FROM aid) AS g
    LEFT JOIN eligible AS e ON e.program = g.program
    CROSS JOIN (SELECT max(tahun_data) AS tahun FROM aid) AS y
    WHERE
        coalesce(p.status_hidup, 'HIDUP') = 'HIDUP'
        AND CASE
            WHEN e.program IS NULL THEN p.person_id = h.person_id_kepala
            ELSE
                y.tahun - p.tahun_lahir >= e.lowest
                AND y.tahun - p.tahun_lahir - 1 <= e.highest
        END
),
target AS (
    SELECT program, person_id, household_id, rupiah, sumber, 'penerima' AS status
    FROM received
    UNION ALL
    SELECT program, person_id, household_id, NULL AS rupiah, NULL AS sumber, 'calon' AS status
    FROM candidate
)
SELECT
    t.program,
    w.text AS status,
    t.person_id AS id_orang,
    t.household_id AS id_keluarga,
    p.nama,
    p.nik,
    p.no_kk,
    p.tanggal_lahir,
    p.jenis_kelamin,
    p.kabupaten,
    p.kecamatan,
    p.desa,
    p.kode_desa,
    p.rw,
    p.rt,
    p.alamat,
    h.desil,
    h.nama_kepala,
    t.rupiah,
    t.sumber,
    r.dugaan,
    '' AS hasil_verval,
    '' AS petugas,
    '' AS tanggal,
    '' AS keterangan
FROM target AS t
JOIN person AS p USING (person_id)
JOIN household AS h ON h.household_id = t.household_id
LEFT JOIN reason AS r ON r.program = t.program AND r.person_id = t.person_id
JOIN word AS w
    ON w.section = 'keadaan'
    AND w.name = CASE
        WHEN t.status = 'penerima' AND r.dugaan IS NOT NULL THEN 'verifikasi' ELSE t.status
    END
ORDER BY
    t.program,
    p.kabupaten NULLS LAST,
    p.kecamatan NULLS LAST,
    p.desa NULLS LAST,
    try_cast(p.rw AS INTEGER) NULLS LAST,
    try_cast(p.rt AS INTEGER) NULLS LAST,
    t.status DESC,
    t.person_id
