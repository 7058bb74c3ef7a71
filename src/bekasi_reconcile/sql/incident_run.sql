-- Whom a register holds, on a list now or before.
-- Grain: one row per person_id. Reads: isi.member, isi.past.
SELECT person_id, min(household_id) AS household_id, '*' AS isi
FROM (
    SELECT person_id, household_id FROM isi.member
    UNION ALL
    SELECT person_id, household_id FROM isi.past
)
GROUP BY person_id
ORDER BY person_id
