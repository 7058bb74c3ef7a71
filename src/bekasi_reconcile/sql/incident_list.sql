-- Whom the list $file held, and the fields that its columns mean.
-- Grain: one row per person_id. Reads: isi.record, isi.member, isi.past, isi.columns.
WITH row AS (
    SELECT m.person_id, m.household_id
    FROM isi.record AS r
    JOIN isi.member AS m USING (record_id)
    WHERE r.file = $file
    UNION ALL
    SELECT person_id, household_id
    FROM isi.past
    WHERE file = $file
)
SELECT
    person_id,
    min(household_id) AS household_id,
    (
        SELECT string_agg(DISTINCT field, ', ' ORDER BY field)
        FROM isi.columns
        WHERE file = $file
    ) AS isi
FROM row
GROUP BY person_id
ORDER BY person_id
