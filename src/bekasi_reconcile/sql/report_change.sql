-- What the run changed against the run before it: persons that came, went, were joined or parted, and
-- the fields that changed of the others.
-- Grain: one row per (peristiwa, bidang). Reads: change, person.
WITH told AS (
    SELECT
        c.person_id,
        CASE
            WHEN c.field <> 'person_id' THEN 'berubah'
            WHEN c.after IS NOT NULL THEN 'gabung'
            WHEN c.before IS NOT NULL THEN 'pecah'
            WHEN p.person_id IS NULL THEN 'hilang'
            ELSE 'baru'
        END AS peristiwa,
        c.field AS bidang
    FROM change AS c
    LEFT JOIN person AS p USING (person_id)
)
SELECT peristiwa, bidang, count(DISTINCT person_id) AS orang
FROM told
GROUP BY peristiwa, bidang
ORDER BY peristiwa = 'berubah', orang DESC, peristiwa, bidang
