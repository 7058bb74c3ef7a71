-- The conflicts in which each source's rows have a part.
-- Grain: one row per (source, type). Reads: conflict, conflict_value, record.
SELECT r.source AS sumber, c.type AS jenis, count(DISTINCT c.conflict_id) AS jumlah
FROM conflict_value AS v
JOIN conflict AS c USING (conflict_id)
JOIN record AS r USING (record_id)
GROUP BY r.source, c.type
ORDER BY r.source, jumlah DESC, c.type
