-- The id of each source row: its source and a digest of what the agency wrote in it.
-- Grain: one row per source row, in their order. Reads: row_content(place, source, content).
SELECT concat(source, ':', left(md5(content), 16)) AS record_id
FROM row_content
ORDER BY place
