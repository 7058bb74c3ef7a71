-- The work list: each conflict with every list's version of it beside one another.
-- Grain: one row per conflict_id.
-- Reads: conflict, conflict_value, record, column, person, kind(type, question, decides, answers).
WITH cell AS (
    SELECT submission_id, sheet, "table", field, min("column") AS letter
    FROM columns
    WHERE field IS NOT NULL
    GROUP BY submission_id, sheet, "table", field
),
version AS (
    SELECT
        v.conflict_id,
        v.record_id,
        concat(
            r.source, ': ', coalesce(v.value, '(kosong)'), ' [',
            r.file, CASE WHEN r.sheet = '' THEN '' ELSE ' > ' || r.sheet END, '!',
            coalesce(k.letter, n.letter, 'A'), r.row, ']'
        ) AS text
    FROM conflict_value AS v
    JOIN conflict AS c USING (conflict_id)
    JOIN record AS r USING (record_id)
    LEFT JOIN cell AS k
        ON k.submission_id = r.submission_id
        AND k.sheet = r.sheet
        AND k."table" = r."table"
        AND k.field = c.field
    LEFT JOIN cell AS n
        ON n.submission_id = r.submission_id
        AND n.sheet = r.sheet
        AND n."table" = r."table"
        AND n.field = 'nama'
),
side_by_side AS (
    SELECT conflict_id, string_agg(text, ' | ' ORDER BY record_id) AS versi, count(*) AS jumlah
    FROM version
    GROUP BY conflict_id
)
SELECT
    c.conflict_id AS id_konflik,
    c.type AS jenis,
    c.severity AS tingkat,
    p.kecamatan,
    p.desa,
    p.rt,
    p.rw,
    c.person_id AS id_orang,
    c.household_id AS id_keluarga,
    p.nama,
    k.question AS pertanyaan,
    s.versi AS menurut_daftar,
    s.jumlah AS jumlah_catatan,
    c.golden AS isi_register,
    c.rule AS aturan,
    k.decides AS pemutus,
    k.answers AS pilihan_jawaban,
    c.previous AS jawaban_lama,
    c.fingerprint AS bukti,
    '' AS keputusan,
    '' AS petugas,
    '' AS tanggal,
    '' AS keterangan
FROM conflict AS c
JOIN kind AS k ON k.type = c.type
JOIN person AS p ON p.person_id = c.person_id
JOIN side_by_side AS s USING (conflict_id)
ORDER BY
    c.severity,
    p.kecamatan NULLS LAST,
    p.desa NULLS LAST,
    try_cast(p.rw AS INTEGER) NULLS LAST,
    try_cast(p.rt AS INTEGER) NULLS LAST,
    c.conflict_id
