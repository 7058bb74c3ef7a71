-- The register's value and rule for each field of the persons who are asked about.
-- Grain: one row per (person_id, field). Reads: claim, agreed, numbered, asked(person_id).
SELECT person_id, field, value AS golden, rule
FROM claim
WHERE survives AND person_id IN (SELECT person_id FROM asked)
UNION ALL
SELECT person_id, field, value AS golden, 'sepakat' AS rule
FROM (
    UNPIVOT (
        SELECT n.person_id, a.* EXCLUDE (per)
        FROM agreed AS a
        JOIN (SELECT DISTINCT per, person_id FROM numbered) AS n USING (per)
        WHERE n.person_id IN (SELECT person_id FROM asked)
    )
    ON COLUMNS (* EXCLUDE (person_id))
    INTO NAME field VALUE value
)
