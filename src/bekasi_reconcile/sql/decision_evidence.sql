-- What an answer to each conflict rests on, as digests: v: of the values that the lists give; i: of
-- every NIK and birth date that the records of the persons tell, where it is asked who is who.
-- Grain: one row per conflict_id. Reads: conflict(conflict_id, type), conflict_value, record, member_id.
WITH of_person AS (
    SELECT DISTINCT v.conflict_id, m.record_id
    FROM conflict_value AS v
    JOIN conflict AS c USING (conflict_id)
    JOIN member_id AS m USING (person_id)
    WHERE c.type IN ('tinjau', 'nik_bersama', 'nik_ganda', 'nama', 'tanggal_lahir', 'jenis_kelamin')
),
told AS (
    SELECT v.conflict_id, 'v:' || left(md5(concat(c.type, '=', v.value)), 12) AS digest
    FROM conflict_value AS v
    JOIN conflict AS c USING (conflict_id)
    UNION
    SELECT p.conflict_id, 'i:' || left(md5('nik=' || r.nik_pattern), 12) AS digest
    FROM of_person AS p
    JOIN record AS r USING (record_id)
    WHERE r.nik_pattern IS NOT NULL
    UNION
    SELECT p.conflict_id, 'i:' || left(md5('lahir=' || r.tanggal_lahir), 12) AS digest
    FROM of_person AS p
    JOIN record AS r USING (record_id)
    WHERE r.tanggal_lahir IS NOT NULL
)
SELECT conflict_id, string_agg(digest, ' ' ORDER BY digest) AS rests_on
FROM told
GROUP BY conflict_id
ORDER BY conflict_id
