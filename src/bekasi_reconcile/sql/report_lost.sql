-- Where other lists were believed over a source's own, as a temporary table: lost.
-- Grain: one row per (source, field, rule). Reads: isi.claim, record.
CREATE TEMP TABLE lost AS
WITH weighed AS (
    SELECT person_id, field, record_id, upper(value) AS value, survives, rule
    FROM isi.claim
    WHERE field IN ('nik', 'no_kk', 'nama', 'tanggal_lahir', 'jenis_kelamin', 'kode_desa')
)
SELECT r.source, c.field, g.rule, count(*) AS jumlah
FROM weighed AS c
JOIN weighed AS g ON g.person_id = c.person_id AND g.field = c.field
JOIN record AS r ON r.record_id = c.record_id
WHERE g.survives AND g.rule <> 'sepakat' AND NOT c.survives AND g.value <> c.value
GROUP BY r.source, c.field, g.rule
