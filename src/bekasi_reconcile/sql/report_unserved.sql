-- Families of the lowest deciles whom no programme's list names: dugaan exclusion error.
-- Grain: one row per household_id. Reads: unserved, place, person, record, member, word.
WITH ranked AS (
    SELECT
        m.household_id,
        string_agg(
            DISTINCT concat('desil ', r.desil, ' (', r.source, ', ' || r.reported_on, ')'), '; '
            ORDER BY concat('desil ', r.desil, ' (', r.source, ', ' || r.reported_on, ')')
        ) AS bukti
    FROM member AS m
    JOIN record AS r USING (record_id)
    WHERE r.desil IS NOT NULL AND m.household_id IN (SELECT household_id FROM unserved)
    GROUP BY m.household_id
),
listed AS (
    SELECT household_id, string_agg(DISTINCT r.source, ', ' ORDER BY r.source) AS sumber
    FROM member AS m
    JOIN record AS r USING (record_id)
    WHERE m.household_id IN (SELECT household_id FROM unserved)
    GROUP BY household_id
)
SELECT
    p.household_id AS id_keluarga,
    p.no_kk,
    p.nama_kepala,
    p.nik_kepala,
    p.kabupaten,
    p.kecamatan,
    p.desa,
    p.rw,
    p.rt,
    p.alamat,
    p.jumlah_anggota,
    p.desil,
    w.text AS dugaan,
    r.bukti,
    l.sumber,
    '' AS hasil_verval,
    '' AS petugas,
    '' AS tanggal,
    '' AS keterangan
FROM unserved AS u
JOIN place AS p USING (household_id)
LEFT JOIN ranked AS r USING (household_id)
LEFT JOIN listed AS l USING (household_id)
JOIN word AS w ON w.section = 'keadaan' AND w.name = 'belum'
ORDER BY
    p.desil,
    p.kabupaten NULLS LAST,
    p.kecamatan NULLS LAST,
    p.desa NULLS LAST,
    try_cast(p.rw AS INTEGER) NULLS LAST,
    try_cast(p.rt AS INTEGER) NULLS LAST,
    p.household_id
