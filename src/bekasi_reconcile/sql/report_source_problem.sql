-- What is most often wrong on each source's lists, with the first cells that show it.
-- Grain: one row per (source, rule, field). Reads: problem.
SELECT
    source AS sumber,
    rule AS aturan,
    field AS bidang,
    any_value(severity ORDER BY severity) AS berat,
    count(*) AS jumlah,
    list(concat(file, CASE WHEN sheet = '' THEN '' ELSE ' > ' || sheet END, '!', cell)
        ORDER BY file, sheet, row, cell)[1:3] AS contoh
FROM problem
WHERE source IS NOT NULL AND severity IN ('cell', 'row', 'doubt', 'repaired')
GROUP BY ALL
ORDER BY source, jumlah DESC, rule, field
