-- What each record says of each field of its person, with what survivorship needs to know.
-- Grain: one row per (person_id, field, record_id) with a value.
-- Reads: record, member_id(record_id, person_id, household_id), source(source, trust).
CREATE OR REPLACE TABLE stated AS
WITH said AS (
    UNPIVOT (
        SELECT
            record_id,
            nik,
            no_kk,
            nama,
            tempat_lahir,
            tanggal_lahir,
            jenis_kelamin,
            nama_ibu,
            hubungan,
            status_kawin,
            alamat,
            rt,
            rw,
            kode_desa,
            kode_kecamatan,
            no_hp,
            CAST(desil AS VARCHAR) AS desil,
            status_hidup
        FROM record
    )
    ON COLUMNS (* EXCLUDE (record_id))
    INTO NAME field VALUE value
),
nik_says AS (
    SELECT m.person_id, 'tanggal_lahir' AS field, r.lahir_nik AS value
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    WHERE r.lahir_nik IS NOT NULL
    UNION
    SELECT m.person_id, 'jenis_kelamin' AS field, r.kelamin_nik AS value
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    WHERE r.kelamin_nik IS NOT NULL
),
keyed AS MATERIALIZED (
    SELECT
        m.person_id,
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
        coalesce(CAST(replace(rpad(r.reported_on, 10, '-00'), '-', '') AS INTEGER), 0) AS newest
    FROM said AS s
    JOIN record AS r USING (record_id)
    JOIN member_id AS m USING (record_id)
    LEFT JOIN nik_says AS n
        ON n.person_id = m.person_id AND n.field = s.field AND n.value = s.value
    LEFT JOIN source AS src ON src.source = r.source
)
SELECT
    k.*,
    a.majority,
    b.spelt_so
FROM keyed AS k
JOIN (
    SELECT person_id, field, key, count(*) AS majority
    FROM keyed
    GROUP BY person_id, field, key
) AS a USING (person_id, field, key)
JOIN (
    SELECT person_id, field, value, count(*) AS spelt_so
    FROM keyed
    GROUP BY person_id, field, value
) AS b USING (person_id, field, value)
