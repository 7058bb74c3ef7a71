-- What the demo's truth says of the conflicts that a run reports. Reads (attached as register):
-- isi.record, isi.member, isi.conflict, isi.conflict_value; CSVs rows, cells, people, conflicts.
CREATE TEMP TABLE fault AS
SELECT file, coalesce(sheet, '') AS sheet, CAST(regexp_extract(cell, '[0-9]+') AS BIGINT) AS row,
    CASE field
        WHEN 'ttl' THEN 'tanggal_lahir'
        WHEN 'lahir' THEN 'tanggal_lahir'
        WHEN 'kelamin' THEN 'jenis_kelamin'
        WHEN 'desa' THEN 'kode_desa'
        ELSE field
    END AS field
FROM cells;
CREATE TEMP TABLE stands AS
SELECT r.record_id, r.file, r.sheet, r.row, r.source, t.person, p.household, m.household_id
FROM register.isi.record AS r
JOIN register.isi.member AS m USING (record_id)
JOIN truth AS t ON t.file = r.file AND coalesce(t.sheet, '') = r.sheet AND t.row::BIGINT = r.row
LEFT JOIN people AS p USING (person);
CREATE TEMP TABLE version AS
SELECT v.conflict_id, c.type, c.field, v.value, s.*,
    EXISTS (
        FROM fault AS f
        WHERE f.file = s.file AND f.sheet = s.sheet AND f.row = s.row
            AND f.field IN (c.field, CASE WHEN c.type = 'beberapa_keluarga' THEN 'no_kk' END)
    ) AS damaged
FROM register.isi.conflict_value AS v
JOIN register.isi.conflict AS c USING (conflict_id)
JOIN stands AS s USING (record_id);
CREATE TEMP TABLE reported AS
SELECT
    v.conflict_id,
    v.type,
    list(DISTINCT v.person) AS persons,
    count(DISTINCT v.person) AS several,
    count(DISTINCT v.household) AS families,
    count(DISTINCT v.source) AS sources,
    count(DISTINCT v.value) AS versions,
    bool_or(v.damaged) AS damaged,
    bool_or(p.alive = 'tidak') AS died,
    bool_or(p.nik <> p.nik_lama) AS two_niks,
    bool_or(p.no_kk <> p.no_kk_lama) AS two_cards
FROM version AS v
JOIN people AS p USING (person)
GROUP BY v.conflict_id, v.type
;
-- What was planted and can be seen: no other error destroyed the cell that shows it.
CREATE TEMP TABLE visible AS
WITH bad AS (
    SELECT DISTINCT s.person, s.file, f.field
    FROM stands AS s
    JOIN fault AS f ON f.file = s.file AND f.sheet = s.sheet AND f.row = s.row
),
one AS (
    SELECT kind, persons, file, split_part(persons, ' ', 1) AS person, split_part(persons, ' ', 2) AS other
    FROM planted
),
cell AS (
    SELECT c.kind, c.person, c.file, c.written, s.record_id
    FROM cells AS c
    JOIN stands AS s
        ON s.file = c.file
        AND s.sheet = coalesce(c.sheet, '')
        AND s.row = CAST(regexp_extract(c.cell, '[0-9]+') AS BIGINT)
    WHERE c.kind IN ('tanggal-meleset', 'kelamin-keliru')
)
SELECT kind, persons
FROM one
WHERE
    (kind = 'nik-dipakai-bersama' AND EXISTS (FROM stands AS s WHERE s.person = one.other AND NOT EXISTS (FROM bad WHERE bad.person = s.person AND bad.file = s.file AND bad.field = 'nik')))
    OR (kind = 'dua-kepala' AND NOT EXISTS (FROM bad WHERE bad.person = one.person AND bad.file = one.file AND bad.field IN ('no_kk', 'hubungan')))
    OR (kind IN ('ganda-dalam-daftar', 'meninggal-di-satu-daftar'))
    OR (kind = 'nik-lebih-dari-satu' AND NOT EXISTS (FROM bad WHERE bad.person = one.person AND bad.field = 'nik'))
    OR (kind = 'kk-berpindah' AND NOT EXISTS (FROM bad WHERE bad.person = one.person AND bad.field = 'no_kk'))
UNION ALL
SELECT 'tumpang-tindih', persons
FROM one
WHERE kind LIKE 'tumpang-tindih%' AND contains(kind, 'BLT DD') AND contains(kind, '+PKH')
UNION ALL
SELECT DISTINCT c.kind, c.person
FROM cell AS c
WHERE EXISTS (
    FROM register.isi.record AS r
    JOIN stands AS s USING (record_id)
    WHERE
        s.person = c.person
        AND s.file <> c.file
        AND CASE c.kind WHEN 'kelamin-keliru' THEN r.jenis_kelamin ELSE r.tanggal_lahir END IS NOT NULL
)
