-- The golden register.
-- Grain: one row per person_id.
-- Reads: claim, agreed, numbered, member_id, record, region(kode, nama).
WITH chosen AS (
    PIVOT (
        SELECT n.per, c.field, c.value
        FROM claim AS c
        JOIN (SELECT DISTINCT per, person_id FROM numbered) AS n USING (person_id)
        WHERE c.survives
    )
    ON field IN (
        'nik', 'no_kk', 'nama', 'tempat_lahir', 'tanggal_lahir', 'jenis_kelamin', 'nama_ibu',
        'hubungan', 'status_kawin', 'alamat', 'rt', 'rw', 'kode_desa', 'kode_kecamatan', 'no_hp',
        'desil', 'status_hidup'
    )
    USING max(value)
    GROUP BY per
),
golden AS (
    SELECT
        a.per,
        coalesce(a.nik, c.nik) AS nik,
        coalesce(a.no_kk, c.no_kk) AS no_kk,
        coalesce(a.nama, c.nama) AS nama,
        coalesce(a.tempat_lahir, c.tempat_lahir) AS tempat_lahir,
        coalesce(a.tanggal_lahir, c.tanggal_lahir) AS tanggal_lahir,
        coalesce(a.jenis_kelamin, c.jenis_kelamin) AS jenis_kelamin,
        coalesce(a.nama_ibu, c.nama_ibu) AS nama_ibu,
        coalesce(a.hubungan, c.hubungan) AS hubungan,
        coalesce(a.status_kawin, c.status_kawin) AS status_kawin,
        coalesce(a.alamat, c.alamat) AS alamat,
        coalesce(a.rt, c.rt) AS rt,
        coalesce(a.rw, c.rw) AS rw,
        coalesce(a.kode_desa, c.kode_desa) AS kode_desa,
        coalesce(a.kode_kecamatan, c.kode_kecamatan) AS kode_kecamatan,
        coalesce(a.no_hp, c.no_hp) AS no_hp,
        coalesce(a.desil, c.desil) AS desil,
        coalesce(a.status_hidup, c.status_hidup) AS status_hidup
    FROM agreed AS a
    LEFT JOIN chosen AS c USING (per)
),
lists AS (
    SELECT
        m.per,
        any_value(m.person_id) AS person_id,
        min(i.household_id) AS household_id,
        count(*) AS jumlah_catatan,
        string_agg(DISTINCT r.source, ', ' ORDER BY r.source) AS sumber
    FROM numbered AS m
    JOIN member_id AS i USING (record_id)
    JOIN record AS r USING (record_id)
    GROUP BY m.per
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
LEFT JOIN golden AS g USING (per)
LEFT JOIN region AS desa ON desa.kode = g.kode_desa
LEFT JOIN region AS kecamatan
    ON kecamatan.kode = coalesce(left(g.kode_desa, 6), g.kode_kecamatan)
LEFT JOIN region AS kabupaten
    ON kabupaten.kode = left(coalesce(g.kode_desa, g.kode_kecamatan), 4)
ORDER BY l.person_id
