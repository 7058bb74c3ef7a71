-- Which group of records each earlier id goes to, and which earlier id each group takes.
-- Grain: one row per (id, group) that share a record. An id goes to the group that has its
-- trusted number, then to the largest part, but not back to one that was merged into it; a group
-- takes the oldest id that goes to it.
-- Reads: grouped(record_id, grp, mark), anchor(record_id, id), identity, marked(id, mark).
WITH founded AS (
    SELECT i.id, i.current_id, g.grp
    FROM identity AS i
    JOIN grouped AS g USING (record_id)
),
merged AS (
    SELECT DISTINCT current_id AS id, grp FROM founded WHERE id <> current_id
),
shared AS (
    SELECT
        a.id,
        i.born,
        g.grp,
        count(*) AS records,
        coalesce(bool_or(g.mark = m.mark), FALSE) AS trusted,
        min(g.record_id) AS first
    FROM anchor AS a
    JOIN grouped AS g USING (record_id)
    JOIN identity AS i USING (id)
    LEFT JOIN marked AS m USING (id)
    GROUP BY a.id, i.born, g.grp
),
goes AS (
    SELECT
        s.*,
        row_number() OVER (
            PARTITION BY s.id
            ORDER BY
                (m.id IS NOT NULL AND f.id IS NULL),
                s.trusted DESC,
                s.records DESC,
                s.first
        ) = 1 AS goes
    FROM shared AS s
    LEFT JOIN merged AS m ON m.id = s.id AND m.grp = s.grp
    LEFT JOIN founded AS f ON f.id = s.id AND f.grp = s.grp
)
SELECT
    id,
    grp,
    goes,
    goes AND row_number() OVER (PARTITION BY grp ORDER BY goes DESC, born, records DESC, id) = 1
        AS taken
FROM goes
ORDER BY id, grp
