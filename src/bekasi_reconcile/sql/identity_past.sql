-- Records that were on a list in the last run or before and are not now, and whose they were.
-- Grain: one row per record_id. Reads: live(record_id), and of the last register isi.record,
-- isi.member, isi.past; $number is its number.
SELECT
    r.*,
    m.person_id,
    m.household_id,
    CAST($number AS BIGINT) AS number,
    CAST(NULL AS VARCHAR) AS successor
FROM isi.record AS r
JOIN isi.member AS m USING (record_id)
WHERE r.record_id NOT IN (SELECT record_id FROM live)
UNION ALL BY NAME
SELECT p.*
FROM isi.past AS p
WHERE p.record_id NOT IN (SELECT record_id FROM live)
ORDER BY record_id
