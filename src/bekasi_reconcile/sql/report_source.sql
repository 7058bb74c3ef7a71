-- What became of each source's lists.
-- Grain: one row per source. Reads: submission, sheet, record, problem, quality, lost,
-- conflict_value.
WITH counted AS (
    SELECT s.source, CAST(sum(t.rows_seen) AS BIGINT) AS baris, CAST(sum(t.refused) AS BIGINT) AS ditolak
    FROM submission AS s
    JOIN sheet AS t USING (submission_id)
    WHERE s.status = 'read'
    GROUP BY s.source
),
dated AS (
    SELECT source, max(reported_on) AS posisi_data, count(*) FILTER (status = 'refused') AS berkas_ditolak
    FROM submission
    GROUP BY source
),
used AS (
    SELECT source, count(*) AS catatan
    FROM record
    GROUP BY source
),
wrong AS (
    SELECT
        source,
        count(*) FILTER (severity IN ('cell', 'row')) AS sel_ditolak,
        count(*) FILTER (severity = 'repaired') AS sel_dibetulkan,
        count(*) FILTER (severity = 'doubt') AS sel_diragukan
    FROM problem
    GROUP BY source
),
good AS (
    SELECT
        source,
        max(CASE WHEN field = 'nik' THEN filled / rows END) AS nik_terisi,
        max(CASE WHEN field = 'nik' THEN valid / nullif(filled, 0) END) AS nik_sah,
        max(CASE WHEN field = 'tanggal_lahir' THEN agrees_with_nik END) AS lahir_sesuai,
        round(avg(CASE WHEN field IN (
            'nik', 'no_kk', 'nama', 'tanggal_lahir', 'ttl', 'jenis_kelamin', 'alamat', 'desa'
        ) THEN score END), 1) AS mutu
    FROM quality
    WHERE rows > 0
    GROUP BY source
),
doubted AS (
    SELECT source, CAST(sum(jumlah) AS BIGINT) AS dibantah
    FROM lost
    GROUP BY source
),
asked AS (
    SELECT r.source, count(DISTINCT v.conflict_id) AS konflik
    FROM conflict_value AS v
    JOIN record AS r USING (record_id)
    GROUP BY r.source
)
SELECT
    d.source AS sumber,
    coalesce(c.baris, 0) AS baris,
    coalesce(u.catatan, 0) AS catatan,
    coalesce(c.ditolak, 0) AS ditolak,
    d.berkas_ditolak,
    d.posisi_data,
    coalesce(w.sel_ditolak, 0) AS sel_ditolak,
    coalesce(w.sel_dibetulkan, 0) AS sel_dibetulkan,
    coalesce(w.sel_diragukan, 0) AS sel_diragukan,
    g.nik_terisi,
    g.nik_sah,
    g.lahir_sesuai,
    g.mutu,
    coalesce(l.dibantah, 0) AS dibantah,
    coalesce(a.konflik, 0) AS konflik
FROM dated AS d
LEFT JOIN counted AS c USING (source)
LEFT JOIN used AS u USING (source)
LEFT JOIN wrong AS w USING (source)
LEFT JOIN good AS g USING (source)
LEFT JOIN doubted AS l USING (source)
LEFT JOIN asked AS a USING (source)
WHERE d.source IS NOT NULL
ORDER BY d.source
