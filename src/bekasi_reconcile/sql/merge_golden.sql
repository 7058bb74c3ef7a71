-- The register's value and rule for each field of each person.
-- Grain: one row per (person_id, field). Reads: claim.
SELECT person_id, field, value AS golden, rule
FROM claim
WHERE survives
