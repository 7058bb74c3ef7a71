-- How much work waits for whom.
-- Grain: one row per (pemutus, tingkat). Reads: conflict, kind(type, question, decides, answers).
SELECT k.decides AS pemutus, c.severity AS tingkat, count(*) AS jumlah
FROM conflict AS c
JOIN kind AS k USING (type)
GROUP BY ALL
ORDER BY k.decides, c.severity
