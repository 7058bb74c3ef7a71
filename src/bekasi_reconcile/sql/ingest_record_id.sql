-- The id of each source row: its source and a digest of what the agency wrote in it.
-- Grain: one row per source row, in their order. Reads: row_content(place, source, a field …), of
-- which {content} lists each as 'name=' || name.
SELECT concat(source, ':', left(md5(concat_ws(chr(31), {content})), 16)) AS record_id
FROM row_content
ORDER BY place
