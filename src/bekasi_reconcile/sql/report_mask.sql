-- What a copy that travels may show: initials, region and serial of a number, the year of a birth.
-- Temporary tables hide the register's own of the same name.
-- Grain: as the tables they hide. Reads: isi.person, isi.household, isi.record, isi.source_row,
-- isi.conflict, isi.conflict_value.
CREATE TEMP MACRO short_number(text) AS left(text, 4) || '********' || right(text, 4);
CREATE TEMP MACRO initials(text) AS
regexp_replace(text, '([A-Za-z])[A-Za-z''`’]*\.?', '\1.', 'g');
CREATE TEMP MACRO year_only(text) AS nullif(regexp_extract(text, '(?:19|20)[0-9]{2}'), '');
CREATE TEMP MACRO no_numbers(text) AS regexp_replace(
    regexp_replace(text, '([0-9?]{4})[0-9?]{8}([0-9?]{4})', '\1********\2', 'g'),
    '((?:19|20)[0-9]{2})-[0-9]{2}(?:-[0-9]{2})?',
    '\1',
    'g'
);
CREATE TEMP TABLE person AS
SELECT
    * REPLACE (
        short_number(nik) AS nik,
        short_number(no_kk) AS no_kk,
        initials(nama) AS nama,
        CAST(tahun_lahir AS VARCHAR) AS tanggal_lahir,
        initials(nama_ibu) AS nama_ibu,
        NULL AS tempat_lahir,
        NULL AS alamat,
        NULL AS no_hp
    )
FROM isi.person;
CREATE TEMP TABLE household AS
SELECT * REPLACE (short_number(no_kk) AS no_kk, initials(nama_kepala) AS nama_kepala)
FROM isi.household;
CREATE TEMP TABLE source_row AS
SELECT
    * REPLACE (
        left(nik, 4) || '********' AS nik,
        left(no_kk, 4) || '********' AS no_kk,
        initials(nama) AS nama,
        initials(nama_ibu) AS nama_ibu,
        year_only(tanggal_lahir) AS tanggal_lahir,
        year_only(ttl) AS ttl,
        NULL AS alamat
    )
FROM isi.source_row
WHERE record_id IN (SELECT record_id FROM isi.conflict_value);
CREATE TEMP TABLE conflict_value AS
SELECT
    v.* REPLACE (
        CASE
            WHEN c.type IN (
                'nik_bersama', 'tinjau', 'dua_kepala', 'ganda_daftar', 'nama', 'anak_lebih_tua'
            )
                THEN initials(no_numbers(v.value))
            ELSE no_numbers(v.value)
        END AS value
    )
FROM isi.conflict_value AS v
JOIN isi.conflict AS c USING (conflict_id);
CREATE TEMP TABLE conflict AS
SELECT * REPLACE (CASE WHEN type = 'nama' THEN initials(golden) ELSE no_numbers(golden) END AS golden)
FROM isi.conflict;
