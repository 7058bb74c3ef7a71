-- What the run changed against the run before it: persons that came, went, were joined or parted, and
-- the fields that changed of the others.
-- Grain: one row per (peristiwa, bidang). Reads: change.
SELECT kind AS peristiwa, field AS bidang, count(DISTINCT person_id) AS orang
FROM change
GROUP BY peristiwa, bidang
ORDER BY peristiwa = 'berubah', orang DESC, peristiwa, bidang
