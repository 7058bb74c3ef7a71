-- Families on the lists of several programmes; those against a rule first.
-- Grain: one row per household_id. Reads: family_aid, place, exclusive(a, b, basis), conflict,
-- word.
WITH against AS (
    SELECT f.household_id, string_agg(e.basis, '; ' ORDER BY e.a, e.b) AS aturan
    FROM family_aid AS f
    JOIN exclusive AS e ON list_contains(f.programs, e.a) AND list_contains(f.programs, e.b)
    GROUP BY f.household_id
),
asked AS (
    SELECT household_id, string_agg(conflict_id, ', ' ORDER BY conflict_id) AS id_konflik
    FROM conflict
    WHERE type = 'tumpang_tindih'
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
    p.desil,
    len(f.programs) AS jumlah_program,
    array_to_string(f.programs, ' + ') AS program,
    f.sumber,
    f.rupiah,
    CASE WHEN a.aturan IS NOT NULL THEN w.text END AS dugaan,
    a.aturan,
    q.id_konflik,
    '' AS hasil_verval,
    '' AS petugas,
    '' AS tanggal,
    '' AS keterangan
FROM family_aid AS f
JOIN place AS p USING (household_id)
LEFT JOIN against AS a USING (household_id)
LEFT JOIN asked AS q USING (household_id)
JOIN word AS w ON w.section = 'keadaan' AND w.name = 'melanggar'
WHERE len(f.programs) > 1
ORDER BY
    a.aturan IS NULL,
    p.kabupaten NULLS LAST,
    p.kecamatan NULLS LAST,
    p.desa NULLS LAST,
    try_cast(p.rw AS INTEGER) NULLS LAST,
    try_cast(p.rt AS INTEGER) NULLS LAST,
    p.household_id
