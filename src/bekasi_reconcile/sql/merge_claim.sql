-- What each record says of each field of its person. Where the records of a person agree, which is
-- nearly everywhere, nothing is left to weigh; where they do not, what survivorship needs to know.
-- Grain: said, one row per (per, place, field) with a value; agreed, one per (per, field) of one
-- value that no reviewer touched; stated, one per (person_id, field, record_id) of all others.
-- per and place number persons and records: numbers are joined several times faster than ids.
-- Reads: record, member_id(record_id, person_id, household_id), source(source, trust), decided,
-- struck.
CREATE OR REPLACE TABLE numbered AS
SELECT
    record_id,
    person_id,
    dense_rank() OVER (ORDER BY person_id)::INTEGER AS per,
    row_number() OVER (ORDER BY person_id, record_id)::INTEGER AS place
FROM member_id;

CREATE OR REPLACE TABLE said AS
UNPIVOT (
    SELECT
        n.per,
        n.place,
        r.nik,
        r.no_kk,
        r.nama,
        r.tempat_lahir,
        r.tanggal_lahir,
        r.jenis_kelamin,
        r.nama_ibu,
        r.hubungan,
        r.status_kawin,
        r.alamat,
        r.rt,
        r.rw,
        r.kode_desa,
        r.kode_kecamatan,
        r.no_hp,
        CAST(r.desil AS VARCHAR) AS desil,
        r.status_hidup
    FROM record AS r
    JOIN numbered AS n USING (record_id)
)
ON COLUMNS (* EXCLUDE (per, place))
INTO NAME field VALUE value;

CREATE OR REPLACE TABLE agreed AS
WITH touched AS (
    SELECT person_id, field FROM decided
    UNION
    SELECT person_id, field FROM struck
)
SELECT s.per, s.field, min(s.value) AS value
FROM said AS s
WHERE (s.per, s.field) NOT IN (
    SELECT (n.per, t.field) FROM touched AS t JOIN numbered AS n USING (person_id)
)
GROUP BY s.per, s.field
HAVING min(s.value) = max(s.value);

CREATE OR REPLACE TABLE stated AS
WITH open AS (
    SELECT s.per, s.field, s.value, n.person_id, n.record_id
    FROM said AS s
    JOIN numbered AS n USING (place)
    ANTI JOIN agreed AS a ON a.per = s.per AND a.field = s.field
),
nik_says AS (
    SELECT n.per, 'tanggal_lahir' AS field, r.lahir_nik AS value
    FROM record AS r
    JOIN numbered AS n USING (record_id)
    WHERE r.lahir_nik IS NOT NULL
    UNION
    SELECT n.per, 'jenis_kelamin' AS field, r.kelamin_nik AS value
    FROM record AS r
    JOIN numbered AS n USING (record_id)
    WHERE r.kelamin_nik IS NOT NULL
)
SELECT
    s.person_id,
    s.field,
    s.record_id,
    s.value,
    CASE WHEN s.field = 'nama' THEN coalesce(r.nama_baku, s.value) ELSE upper(s.value) END AS key,
    CASE WHEN r.padan_dukcapil THEN 1 ELSE 0 END AS dukcapil,
    CASE WHEN n.value IS NULL THEN 0 ELSE 1 END AS nik,
    CASE s.field
        WHEN 'tanggal_lahir' THEN length(s.value)
        WHEN 'nama' THEN
            (
                regexp_full_match(s.value, '[A-Za-z '']+')
                AND len(string_split(trim(s.value), ' ')) = len(string_split(r.nama_baku, ' '))
            )::INTEGER
        WHEN 'nik' THEN
            CASE r.nik_status
                WHEN 'VALID' THEN 2
                WHEN 'VALID_FOREIGN_REGION' THEN 2
                WHEN 'REPAIRED' THEN 1
                ELSE 0
            END
        WHEN 'no_kk' THEN
            CAST(concat(s.value[11:12], s.value[9:10], s.value[7:8]) AS INTEGER)
        ELSE 0
    END AS precise,
    coalesce(src.trust, 50) AS trust,
    coalesce(CAST(replace(rpad(r.reported_on, 10, '-00'), '-', '') AS INTEGER), 0) AS newest,
    count(*) OVER (PARTITION BY s.per, s.field, key) AS majority,
    count(*) OVER (PARTITION BY s.per, s.field, s.value) AS spelt_so
FROM open AS s
JOIN record AS r USING (record_id)
LEFT JOIN source AS src ON src.source = r.source
LEFT JOIN nik_says AS n ON n.per = s.per AND n.field = s.field AND n.value = s.value
