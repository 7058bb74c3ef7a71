-- Families by decile as the lists give it (the lowest of the members'), aided or not.
-- Grain: one row per desil (NULL: no list gives one). Reads: household, family_aid.
SELECT h.desil, count(*) AS keluarga, count(f.household_id) AS terlayani
FROM household AS h
LEFT JOIN family_aid AS f USING (household_id)
GROUP BY h.desil
ORDER BY h.desil NULLS LAST
