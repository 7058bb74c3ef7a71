-- The fields in which other lists were believed over a source's own.
-- Grain: one row per (source, field). Reads: claim, record.
SELECT
    r.source AS sumber,
    c.field AS bidang,
    count(*) AS jumlah,
    mode(g.rule) AS aturan
FROM claim AS c
JOIN claim AS g ON g.person_id = c.person_id AND g.field = c.field AND g.survives
JOIN record AS r ON r.record_id = c.record_id
WHERE
    NOT c.survives
    AND g.rule <> 'sepakat'
    AND upper(g.value) <> upper(c.value)
    AND c.field IN ('nik', 'no_kk', 'nama', 'tanggal_lahir', 'jenis_kelamin', 'kode_desa')
GROUP BY r.source, c.field
ORDER BY r.source, jumlah DESC, c.field
