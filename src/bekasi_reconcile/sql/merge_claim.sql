-- What each record says of each field of its person. Where the records of a person agree, which is
-- nearly everywhere, nothing is left to weigh; where they do not, what survivorship needs to know.
-- Grain: filled, one row per record; agreed, one per person, with the fields of one value, empty of
-- persons that a reviewer decided on; stated, one per (person_id, field, record_id) of the others.
-- per numbers persons: numbers are joined several times faster than ids.
-- Reads: record, member_id(record_id, person_id, household_id), source(source, trust), decided,
-- struck.
CREATE OR REPLACE TABLE numbered AS
SELECT record_id, person_id, dense_rank() OVER (ORDER BY person_id)::INTEGER AS per
FROM member_id;

CREATE OR REPLACE TABLE filled AS
SELECT
    n.per,
    n.person_id,
    r.record_id,
    coalesce(src.trust, 50) AS trust,
    coalesce(CAST(replace(rpad(r.reported_on, 10, '-00'), '-', '') AS INTEGER), 0) AS newest,
    CASE WHEN r.padan_dukcapil THEN 1 ELSE 0 END AS dukcapil,
    r.nama_baku,
    r.nik_status,
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
LEFT JOIN source AS src USING (source);

CREATE OR REPLACE TABLE agreed AS
WITH touched AS (
    SELECT person_id FROM decided
    UNION
    SELECT person_id FROM struck
)
SELECT
    per,
    CASE
        WHEN
            min(COLUMNS(* EXCLUDE (per))) = max(COLUMNS(* EXCLUDE (per)))
            AND per NOT IN (SELECT n.per FROM numbered AS n JOIN touched USING (person_id))
            THEN min(COLUMNS(* EXCLUDE (per)))
    END
FROM (
    SELECT * EXCLUDE (person_id, record_id, trust, newest, dukcapil, nama_baku, nik_status)
    FROM filled
)
GROUP BY per;

CREATE OR REPLACE TABLE stated AS
WITH open AS (
    UNPIVOT (
        SELECT
            f.per,
            f.person_id,
            f.record_id,
            f.trust,
            f.newest,
            f.dukcapil,
            f.nama_baku,
            f.nik_status,
            CASE WHEN a.nik IS NULL THEN f.nik END AS nik,
            CASE WHEN a.no_kk IS NULL THEN f.no_kk END AS no_kk,
            CASE WHEN a.nama IS NULL THEN f.nama END AS nama,
            CASE WHEN a.tempat_lahir IS NULL THEN f.tempat_lahir END AS tempat_lahir,
            CASE WHEN a.tanggal_lahir IS NULL THEN f.tanggal_lahir END AS tanggal_lahir,
            CASE WHEN a.jenis_kelamin IS NULL THEN f.jenis_kelamin END AS jenis_kelamin,
            CASE WHEN a.nama_ibu IS NULL THEN f.nama_ibu END AS nama_ibu,
            CASE WHEN a.hubungan IS NULL THEN f.hubungan END AS hubungan,
            CASE WHEN a.status_kawin IS NULL THEN f.status_kawin END AS status_kawin,
            CASE WHEN a.alamat IS NULL THEN f.alamat END AS alamat,
            CASE WHEN a.rt IS NULL THEN f.rt END AS rt,
            CASE WHEN a.rw IS NULL THEN f.rw END AS rw,
            CASE WHEN a.kode_desa IS NULL THEN f.kode_desa END AS kode_desa,
            CASE WHEN a.kode_kecamatan IS NULL THEN f.kode_kecamatan END AS kode_kecamatan,
            CASE WHEN a.no_hp IS NULL THEN f.no_hp END AS no_hp,
            CASE WHEN a.desil IS NULL THEN f.desil END AS desil,
            CASE WHEN a.status_hidup IS NULL THEN f.status_hidup END AS status_hidup
        FROM filled AS f
        JOIN agreed AS a USING (per)
    )
    ON COLUMNS (
        * EXCLUDE (per, person_id, record_id, trust, newest, dukcapil, nama_baku, nik_status)
    )
    INTO NAME field VALUE value
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
    CASE WHEN s.field = 'nama' THEN coalesce(s.nama_baku, s.value) ELSE upper(s.value) END AS key,
    s.dukcapil,
    CASE WHEN n.value IS NULL THEN 0 ELSE 1 END AS nik,
    CASE s.field
        WHEN 'tanggal_lahir' THEN length(s.value)
        WHEN 'nama' THEN
            (
                regexp_full_match(s.value, '[A-Za-z '']+')
                AND len(string_split(trim(s.value), ' ')) = len(string_split(s.nama_baku, ' '))
            )::INTEGER
        WHEN 'nik' THEN
            CASE s.nik_status
                WHEN 'VALID' THEN 2
                WHEN 'VALID_FOREIGN_REGION' THEN 2
                WHEN 'REPAIRED' THEN 1
                ELSE 0
            END
        WHEN 'no_kk' THEN
            CAST(concat(s.value[11:12], s.value[9:10], s.value[7:8]) AS INTEGER)
        ELSE 0
    END AS precise,
    s.trust,
    s.newest,
    count(*) OVER (PARTITION BY s.per, s.field, key) AS majority,
    count(*) OVER (PARTITION BY s.per, s.field, s.value) AS spelt_so
FROM open AS s
LEFT JOIN nik_says AS n ON n.per = s.per AND n.field = s.field AND n.value = s.value
