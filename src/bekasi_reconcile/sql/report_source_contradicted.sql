-- The fields in which other lists were believed over a source's own, and most often why.
-- Grain: one row per (source, field). Reads: claim, record.
WITH lost AS (
    SELECT r.source, c.field, g.rule, count(*) AS jumlah
    FROM claim AS c
    JOIN claim AS g ON g.person_id = c.person_id AND g.field = c.field AND g.survives
    JOIN record AS r ON r.record_id = c.record_id
    WHERE
        NOT c.survives
        AND g.rule <> 'sepakat'
        AND upper(g.value) <> upper(c.value)
        AND c.field IN ('nik', 'no_kk', 'nama', 'tanggal_lahir', 'jenis_kelamin', 'kode_desa')
    GROUP BY r.source, c.field, g.rule
)
SELECT
    source AS sumber,
    field AS bidang,
    CAST(sum(jumlah) AS BIGINT) AS jumlah,
    first(rule ORDER BY jumlah DESC, rule) AS aturan
FROM lost
GROUP BY source, field
ORDER BY sumber, jumlah DESC, bidang
