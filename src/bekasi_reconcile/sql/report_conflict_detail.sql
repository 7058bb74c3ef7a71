-- Every row that a conflict is about, as its list writes it.
-- Grain: one row per (conflict_id, record_id).
-- Reads: conflict, conflict_value, record, source_row, columns.
WITH cell AS (
    SELECT submission_id, sheet, "table", field, min("column") AS letter
    FROM columns
    WHERE field IN (SELECT field FROM conflict UNION SELECT 'nama')
    GROUP BY submission_id, sheet, "table", field
)
SELECT
    v.conflict_id AS id_konflik,
    c.type AS jenis,
    r.source AS sumber,
    r.file AS berkas,
    r.sheet AS lembar,
    concat(coalesce(k.letter, n.letter, 'A'), r.row) AS sel,
    r.reported_on AS posisi_data,
    v.value AS isi_yang_berbeda,
    w.nik,
    w.no_kk,
    w.nama,
    coalesce(w.tanggal_lahir, w.ttl, w.umur) AS lahir,
    w.jenis_kelamin,
    w.hubungan,
    w.nama_ibu,
    w.alamat,
    coalesce(w.rt, w.rt_rw) AS rt,
    w.rw,
    coalesce(w.desa, r.desa) AS desa,
    coalesce(w.kecamatan, r.kecamatan) AS kecamatan,
    v.person_id AS id_orang
FROM conflict_value AS v
JOIN conflict AS c USING (conflict_id)
JOIN record AS r USING (record_id)
JOIN source_row AS w USING (record_id)
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
ORDER BY v.conflict_id, r.source, r.file, r.sheet, r.row
