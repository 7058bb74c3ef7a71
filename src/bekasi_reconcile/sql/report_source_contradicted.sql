-- The fields in which other lists were believed over a source's own, and most often why.
-- Grain: one row per (source, field). Reads: lost(source, field, rule, jumlah).
SELECT
    source AS sumber,
    field AS bidang,
    CAST(sum(jumlah) AS BIGINT) AS jumlah,
    first(rule ORDER BY jumlah DESC, rule) AS aturan
FROM lost
GROUP BY source, field
ORDER BY sumber, sum(jumlah) DESC, bidang
