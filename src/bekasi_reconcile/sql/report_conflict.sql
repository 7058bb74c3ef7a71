-- The work list: each conflict with every list's version of it beside one another.
-- Grain: one row per conflict_id.
-- Reads: conflict, conflict_value, record, columns, person, pair, kind(type, question, decides,
-- answers), word(section, name, text), level(comparison, place, number, name),
-- exclusive(a, b, basis).
WITH cell AS (
    SELECT submission_id, sheet, "table", field, min("column") AS letter
    FROM columns
    WHERE field IN (SELECT field FROM conflict UNION SELECT 'nama')
    GROUP BY submission_id, sheet, "table", field
),
version AS (
    SELECT
        v.conflict_id,
        v.record_id,
        concat(
            r.source, ': ', coalesce(v.value, blank.text), ' [',
            r.file, CASE WHEN r.sheet = '' THEN '' ELSE ' > ' || r.sheet END, '!',
            coalesce(k.letter, n.letter, 'A'), r.row, ']'
        ) AS text,
        r.nama_baku,
        r.tanggal_lahir,
        r.jenis_kelamin,
        coalesce(r.nik, r.nik_pattern) AS nik,
        r.no_kk,
        r.kode_desa
    FROM conflict_value AS v
    JOIN conflict AS c USING (conflict_id)
    JOIN record AS r USING (record_id)
    JOIN word AS blank ON blank.section = 'keadaan' AND blank.name = 'kosong'
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
    SELECT
        conflict_id,
        string_agg(text, ' | ' ORDER BY record_id) AS versi,
        count(*) AS jumlah,
        count(DISTINCT nik) > 1 AS nik,
        count(DISTINCT no_kk) > 1 AS no_kk,
        count(DISTINCT nama_baku) > 1 AS nama,
        count(DISTINCT tanggal_lahir) > 1 AS tanggal_lahir,
        count(DISTINCT jenis_kelamin) > 1 AS jenis_kelamin,
        count(DISTINCT kode_desa) > 1 AS kode_desa
    FROM version
    GROUP BY conflict_id
),
differing AS (
    SELECT s.conflict_id, string_agg(w.text, ', ' ORDER BY w.text) AS berbeda
    FROM (
        UNPIVOT (SELECT conflict_id, nik, no_kk, nama, tanggal_lahir, jenis_kelamin, kode_desa FROM side_by_side)
        ON nik, no_kk, nama, tanggal_lahir, jenis_kelamin, kode_desa
        INTO NAME field VALUE differs
    ) AS s
    JOIN word AS w ON w.section = 'bidang' AND w.name = s.field
    WHERE s.differs
    GROUP BY s.conflict_id
),
best AS (
    SELECT l.conflict_id, p.*
    FROM conflict_value AS l
    JOIN conflict_value AS r ON r.conflict_id = l.conflict_id AND l.record_id < r.record_id
    JOIN conflict AS c ON c.conflict_id = l.conflict_id
    JOIN pair AS p ON p.record_id_l = l.record_id AND p.record_id_r = r.record_id
    WHERE
        c.type <> 'tumpang_tindih'
        AND (l.person_id <> r.person_id)
        = (c.type IN ('nik_bersama', 'tinjau', 'dua_kepala', 'anak_lebih_tua'))
    QUALIFY row_number() OVER (
        PARTITION BY l.conflict_id ORDER BY p.match_weight DESC, p.record_id_l, p.record_id_r
    ) = 1
),
compared AS (
    SELECT conflict_id, replace(name, 'level_', '') AS comparison, number
    FROM (
        UNPIVOT (SELECT conflict_id, COLUMNS('^level_') FROM best)
        ON COLUMNS (* EXCLUDE (conflict_id))
        INTO NAME name VALUE number
    )
),
said AS (
    SELECT
        c.conflict_id,
        string_agg(f.text || ' ' || w.text, '; ' ORDER BY l.place) AS bukti
    FROM compared AS c
    JOIN level AS l ON l.comparison = c.comparison AND l.number = c.number
    JOIN word AS f ON f.section = 'bidang' AND f.name = c.comparison
    JOIN word AS w ON w.section = 'kesamaan' AND w.name = l.name
    GROUP BY c.conflict_id
),
evidence AS (
    SELECT
        b.conflict_id,
        concat(
            s.bukti, ' (', k.text, ', ', CAST(round(b.match_weight) AS INTEGER), ' bit)',
            '; ' || replace(b.kept_apart_by, '_', ' ')
        ) AS bukti
    FROM best AS b
    JOIN said AS s USING (conflict_id)
    JOIN word AS k
        ON k.section = 'kekuatan'
        AND k.name = CASE
            WHEN b.match_weight >= 20 THEN 'sangat_kuat'
            WHEN b.match_weight >= 8 THEN 'kuat'
            WHEN b.match_weight >= 3 THEN 'ragu'
            WHEN b.match_weight >= 0 THEN 'lemah'
            ELSE 'berlawanan'
        END
    UNION ALL
    SELECT v.conflict_id, min(e.basis) AS bukti
    FROM conflict_value AS v
    JOIN conflict_value AS w ON w.conflict_id = v.conflict_id
    JOIN exclusive AS e ON e.a = v.value AND e.b = w.value
    GROUP BY v.conflict_id
)
SELECT
    c.conflict_id AS id_konflik,
    c.type AS jenis,
    c.severity AS tingkat,
    p.kabupaten,
    p.kecamatan,
    p.desa,
    p.rw,
    p.rt,
    c.person_id AS id_orang,
    c.household_id AS id_keluarga,
    p.nama,
    p.nik,
    p.no_kk,
    k.question AS pertanyaan,
    s.versi AS menurut_daftar,
    s.jumlah AS jumlah_catatan,
    d.berbeda AS yang_berbeda,
    e.bukti AS alasan,
    c.golden AS isi_register,
    coalesce(a.text, c.rule) AS aturan,
    decider.text AS pemutus,
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
LEFT JOIN differing AS d USING (conflict_id)
LEFT JOIN evidence AS e USING (conflict_id)
LEFT JOIN word AS a ON a.section = 'aturan' AND a.name = c.rule
LEFT JOIN word AS decider ON decider.section = 'pemutus' AND decider.name = k.decides
ORDER BY
    c.severity,
    p.kabupaten NULLS LAST,
    p.kecamatan NULLS LAST,
    p.desa NULLS LAST,
    try_cast(p.rw AS INTEGER) NULLS LAST,
    try_cast(p.rt AS INTEGER) NULLS LAST,
    c.conflict_id
