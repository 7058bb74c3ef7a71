-- Persons of whom the lists say different things in a field where only one can be true; a family
-- card is asked about once for the family, a decile only where the lists are two apart or more; 1 January, 1 July and
-- 31 December are written where only the year is known.
-- Grain: one row per (field, subject, record_id). Reads: stated, record, member_id.
WITH born AS (
    SELECT DISTINCT
        person_id,
        CASE WHEN right(value, 6) IN ('-01-01', '-07-01', '-12-31') THEN left(value, 4) ELSE value END
            AS known
    FROM stated
    WHERE field = 'tanggal_lahir'
),
disputed AS (
    SELECT person_id, field
    FROM stated
    WHERE field IN ('nik', 'no_kk', 'jenis_kelamin', 'kode_desa')
    GROUP BY person_id, field
    HAVING count(DISTINCT key) > 1
    UNION ALL
    SELECT person_id, field
    FROM stated
    WHERE field = 'desil'
    GROUP BY person_id, field
    HAVING max(CAST(value AS INTEGER)) - min(CAST(value AS INTEGER)) > 1
    UNION ALL
    SELECT DISTINCT a.person_id, 'tanggal_lahir' AS field
    FROM born AS a
    JOIN born AS b USING (person_id)
    WHERE a.known < b.known AND NOT starts_with(b.known, a.known)
    UNION ALL
    SELECT a.person_id, 'nama' AS field
    FROM stated AS a
    JOIN stated AS b ON b.person_id = a.person_id AND b.field = 'nama'
    WHERE
        a.field = 'nama'
        AND a.key < b.key
        AND jaro_winkler_similarity(a.key, b.key) < 0.8
        AND list_sort(string_split(a.key, ' ')) <> list_sort(string_split(b.key, ' '))
        AND NOT contains(' ' || a.key || ' ', ' ' || b.key || ' ')
        AND NOT contains(' ' || b.key || ' ', ' ' || a.key || ' ')
    GROUP BY a.person_id
)
SELECT
    s.field,
    CASE WHEN s.field = 'no_kk' THEN m.household_id ELSE s.person_id END AS subject,
    s.record_id,
    s.person_id,
    m.household_id,
    s.value
FROM stated AS s
JOIN disputed AS d ON d.person_id = s.person_id AND d.field = s.field
JOIN member_id AS m USING (record_id)
