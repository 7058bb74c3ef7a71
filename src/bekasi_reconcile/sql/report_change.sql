-- What the run changed against the run before it.
-- Grain: one row per field. Reads: change.
SELECT field AS bidang, count(DISTINCT person_id) AS orang
FROM change
GROUP BY field
ORDER BY orang DESC, field
