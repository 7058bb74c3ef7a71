-- The state of each of the kecamatan, and of what lies in none.
-- Grain: one row per kode ('' for none). Reads: household, family_aid, unserved, conflict, person,
-- targeting, exclusive(a, b, basis), petak(kode, nama, kabupaten).
WITH home AS (
    SELECT h.household_id, h.desil, h.jumlah_anggota, coalesce(t.kode, '') AS kode
    FROM household AS h
    LEFT JOIN petak AS t ON t.nama = h.kecamatan AND t.kabupaten = h.kabupaten
),
against AS (
    SELECT DISTINCT f.household_id
    FROM family_aid AS f
    JOIN exclusive AS e ON list_contains(f.programs, e.a) AND list_contains(f.programs, e.b)
),
family AS (
    SELECT
        h.kode,
        count(*) AS keluarga,
        CAST(sum(h.jumlah_anggota) AS BIGINT) AS orang,
        count(*) FILTER (h.desil <= t.extreme) AS ekstrem,
        count(*) FILTER (h.desil <= t.unserved_up_to) AS terbawah,
        count(f.household_id) AS terlayani,
        count(u.household_id) AS belum,
        count(a.household_id) AS melanggar
    FROM home AS h
    CROSS JOIN targeting AS t
    LEFT JOIN family_aid AS f USING (household_id)
    LEFT JOIN unserved AS u USING (household_id)
    LEFT JOIN against AS a USING (household_id)
    GROUP BY h.kode
),
asked AS (
    SELECT coalesce(t.kode, '') AS kode, count(*) AS konflik
    FROM conflict AS c
    JOIN person AS p USING (person_id)
    LEFT JOIN petak AS t ON t.nama = p.kecamatan AND t.kabupaten = p.kabupaten
    GROUP BY ALL
)
SELECT
    coalesce(t.kode, '') AS kode,
    t.nama,
    t.kabupaten,
    coalesce(f.keluarga, 0) AS keluarga,
    coalesce(f.orang, 0) AS orang,
    coalesce(f.ekstrem, 0) AS ekstrem,
    coalesce(f.terbawah, 0) AS terbawah,
    coalesce(f.terlayani, 0) AS terlayani,
    coalesce(f.belum, 0) AS belum,
    coalesce(f.melanggar, 0) AS melanggar,
    coalesce(a.konflik, 0) AS konflik
FROM petak AS t
FULL JOIN family AS f USING (kode)
LEFT JOIN asked AS a ON a.kode = coalesce(t.kode, '')
ORDER BY coalesce(t.kode, '') = '', coalesce(t.kode, '')
