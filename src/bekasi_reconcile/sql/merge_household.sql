-- Families, each with its head and where most of its members live.
-- Grain: one row per household_id.
-- Reads: person.
WITH head AS (
    SELECT
        household_id,
        person_id,
        nama,
        row_number() OVER (
            PARTITION BY household_id
            ORDER BY (hubungan = 'KEPALA') DESC NULLS LAST, tahun_lahir NULLS LAST, person_id
        ) AS place
    FROM person
),
place AS (
    SELECT
        household_id,
        kode_desa,
        desa,
        kecamatan,
        kabupaten,
        row_number() OVER (
            PARTITION BY household_id
            ORDER BY (kode_desa IS NOT NULL) DESC, count(*) DESC, kode_desa, kecamatan
        ) AS place
    FROM person
    GROUP BY household_id, kode_desa, desa, kecamatan, kabupaten
),
card AS (
    SELECT
        household_id,
        no_kk,
        row_number() OVER (PARTITION BY household_id ORDER BY count(*) DESC, no_kk) AS place
    FROM person
    WHERE no_kk IS NOT NULL
    GROUP BY household_id, no_kk
),
size AS (
    SELECT household_id, count(*) AS jumlah_anggota, min(desil) AS desil
    FROM person
    GROUP BY household_id
)
SELECT
    s.household_id,
    c.no_kk,
    h.person_id AS person_id_kepala,
    h.nama AS nama_kepala,
    s.jumlah_anggota,
    p.kode_desa,
    p.desa,
    p.kecamatan,
    p.kabupaten,
    s.desil
FROM size AS s
JOIN head AS h ON h.household_id = s.household_id AND h.place = 1
JOIN place AS p ON p.household_id = s.household_id AND p.place = 1
LEFT JOIN card AS c ON c.household_id = s.household_id AND c.place = 1
ORDER BY s.household_id
