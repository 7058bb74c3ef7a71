-- The register's value and rule for each field of the persons who are asked about.
-- Grain: one row per (person_id, field). Reads: claim, agreed, numbered, asked(person_id).
SELECT person_id, field, value AS golden, rule
FROM claim
WHERE survives AND person_id IN (SELECT person_id FROM asked)
UNION ALL
SELECT n.person_id, a.field, a.value AS golden, 'sepakat' AS rule
FROM (SELECT DISTINCT per, person_id FROM numbered WHERE person_id IN (SELECT person_id FROM asked)) AS n
JOIN agreed AS a USING (per)
