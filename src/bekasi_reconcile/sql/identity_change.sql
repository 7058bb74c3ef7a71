-- What became of the persons of an earlier register, field by field.
-- Grain: one row per (person_id, field); of a person as a whole the field is person_id.
-- Reads: isi.person, isi.run of the earlier register; now_person, now_identity, now_event of the
-- later one, golden(person_id, field, rule) of the same, where its records differ.
WITH before AS (
    SELECT
        p.person_id,
        coalesce(i.current_id, p.household_id) AS household_id,
        p.nik,
        p.no_kk,
        p.nama,
        p.tempat_lahir,
        p.tanggal_lahir,
        CAST(p.tahun_lahir AS VARCHAR) AS tahun_lahir,
        p.jenis_kelamin,
        p.nama_ibu,
        p.hubungan,
        p.status_kawin,
        p.alamat,
        p.rt,
        p.rw,
        p.kode_desa,
        p.no_hp,
        CAST(p.desil AS VARCHAR) AS desil,
        p.status_hidup,
        p.sumber
    FROM isi.person AS p
    LEFT JOIN now_identity AS i ON i.id = p.household_id
),
now AS (
    SELECT
        person_id,
        household_id,
        nik,
        no_kk,
        nama,
        tempat_lahir,
        tanggal_lahir,
        CAST(tahun_lahir AS VARCHAR) AS tahun_lahir,
        jenis_kelamin,
        nama_ibu,
        hubungan,
        status_kawin,
        alamat,
        rt,
        rw,
        kode_desa,
        no_hp,
        CAST(desil AS VARCHAR) AS desil,
        status_hidup,
        sumber
    FROM now_person
),
other AS (
    SELECT b.person_id
    FROM before AS b
    JOIN now AS n USING (person_id)
    WHERE b IS DISTINCT FROM n
),
was AS (
    UNPIVOT (FROM before WHERE person_id IN (FROM other))
    ON COLUMNS (* EXCLUDE (person_id))
    INTO NAME field VALUE value
),
is_now AS (
    UNPIVOT (FROM now WHERE person_id IN (FROM other))
    ON COLUMNS (* EXCLUDE (person_id))
    INTO NAME field VALUE value
),
altered AS (
    SELECT
        coalesce(w.person_id, i.person_id) AS person_id,
        coalesce(w.field, i.field) AS field,
        w.value AS before,
        i.value AS after
    FROM was AS w
    FULL JOIN is_now AS i ON i.person_id = w.person_id AND i.field = w.field
    WHERE w.value IS DISTINCT FROM i.value
),
parted AS (
    SELECT e.other_id AS id, min(e.id) AS from_id
    FROM now_event AS e
    WHERE e.event = 'split' AND e.number > $number
    GROUP BY e.other_id
),
whole AS (
    SELECT
        n.person_id,
        p.from_id AS before,
        CAST(NULL AS VARCHAR) AS after,
        CASE
            WHEN p.from_id IS NOT NULL THEN 'pecah'
            WHEN i.born <= $number THEN 'kembali'
            ELSE 'baru'
        END AS kind
    FROM now_person AS n
    JOIN now_identity AS i ON i.id = n.person_id
    LEFT JOIN parted AS p ON p.id = n.person_id
    WHERE n.person_id NOT IN (SELECT person_id FROM isi.person)
    UNION ALL
    SELECT
        o.person_id,
        CAST(NULL AS VARCHAR) AS before,
        CASE WHEN i.status = 'merged' THEN i.current_id END AS after,
        CASE WHEN i.status = 'merged' THEN 'gabung' ELSE 'hilang' END AS kind
    FROM isi.person AS o
    LEFT JOIN now_identity AS i ON i.id = o.person_id
    WHERE o.person_id NOT IN (SELECT person_id FROM now_person)
),
told AS (
    SELECT person_id, 'person_id' AS field, before, after, kind, CAST(NULL AS VARCHAR) AS rule
    FROM whole
    UNION ALL
    SELECT
        a.person_id,
        a.field,
        a.before,
        a.after,
        'berubah' AS kind,
        coalesce(
            g.rule,
            CASE
                WHEN a.after IS NOT NULL AND a.field NOT IN ('household_id', 'tahun_lahir', 'sumber')
                    THEN 'sepakat'
            END
        ) AS rule
    FROM altered AS a
    LEFT JOIN golden AS g ON g.person_id = a.person_id AND g.field = a.field
)
SELECT
    t.person_id,
    t.field,
    t.before,
    t.after,
    t.kind,
    t.rule,
    coalesce(n.kecamatan, o.kecamatan) AS kecamatan
FROM told AS t
LEFT JOIN now_person AS n USING (person_id)
LEFT JOIN isi.person AS o USING (person_id)
ORDER BY t.person_id, t.field
