-- The golden register.
-- Grain: one row per person_id.
-- Reads: claim, member_id, record, region(kode, nama).
WITH golden AS (
    PIVOT (SELECT person_id, field, value FROM claim WHERE survives)
    ON field IN (
        'nik', 'no_kk', 'nama', 'tempat_lahir', 'tanggal_lahir', 'jenis_kelamin', 'nama_ibu',
        'hubungan', 'status_kawin', 'alamat', 'rt', 'rw', 'kode_desa', 'kode_kecamatan', 'no_hp',
        'desil', 'status_hidup'
    )
    USING max(value)
    GROUP BY person_id
),
lists AS (
    SELECT
        m.person_id,
        min(m.household_id) AS household_id,
        count(*) AS jumlah_catatan,
        string_agg(DISTINCT r.source, ', ' ORDER BY r.source) AS sumber
    FROM member_id AS m
    JOIN record AS r USING (record_id)
    GROUP BY m.person_id
)
SELECT
    l.person_id,
    l.household_id,
    g.nik,
    g.no_kk,
    g.nama,
    g.tempat_lahir,
    CASE WHEN length(g.tanggal_lahir) = 10 THEN g.tanggal_lahir END AS tanggal_lahir,
    CAST(left(g.tanggal_lahir, 4) AS BIGINT) AS tahun_lahir,
    g.jenis_kelamin,
    g.nama_ibu,
    g.hubungan,
    g.status_kawin,
    g.alamat,
    g.rt,
    g.rw,
    g.kode_desa,
    desa.nama AS desa,
    kecamatan.nama AS kecamatan,
    kabupaten.nama AS kabupaten,
    g.no_hp,
    CAST(g.desil AS BIGINT) AS desil,
    g.status_hidup,
    l.jumlah_catatan,
    l.sumber
FROM lists AS l
LEFT JOIN golden AS g USING (person_id)
LEFT JOIN region AS desa ON desa.kode = g.kode_desa
LEFT JOIN region AS kecamatan
    ON kecamatan.kode = coalesce(left(g.kode_desa, 6), g.kode_kecamatan)
LEFT JOIN region AS kabupaten
    ON kabupaten.kode = left(coalesce(g.kode_desa, g.kode_kecamatan), 4)
ORDER BY l.person_id
