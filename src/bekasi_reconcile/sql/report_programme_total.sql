-- Each programme: whom its lists reach and whom of them is asked about.
-- Grain: one row per program. Reads: aid, doubt.
SELECT
    a.program,
    count(DISTINCT a.household_id) AS keluarga,
    count(DISTINCT a.person_id) AS orang,
    CAST(sum(a.rupiah) AS BIGINT) AS rupiah,
    count(DISTINCT CASE WHEN d.record_id IS NOT NULL THEN a.person_id END) AS dugaan,
    count(DISTINCT CASE WHEN h.desil <= t.unserved_up_to THEN a.household_id END) AS terbawah
FROM aid AS a
JOIN household AS h USING (household_id)
CROSS JOIN targeting AS t
LEFT JOIN (SELECT DISTINCT record_id, program FROM doubt) AS d
    ON d.record_id = a.record_id AND d.program = a.program
GROUP BY a.program
ORDER BY a.program
