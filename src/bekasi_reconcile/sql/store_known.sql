-- Every record that a register knows: on a list (live) or not any more, and whose it is.
-- Grain: one row per record_id; a record that came back is live.
-- Reads: isi.record, isi.member, isi.past.
SELECT r.*, m.person_id, TRUE AS live
FROM isi.record AS r
JOIN isi.member AS m USING (record_id)
UNION ALL BY NAME
SELECT p.*, FALSE AS live
FROM isi.past AS p
WHERE p.record_id NOT IN (SELECT record_id FROM isi.record)
ORDER BY record_id
