-- How many families are on the lists of both of two programmes; of one with itself: on its list.
-- Grain: one row per (satu, dua). Reads: family_aid, exclusive(a, b, basis).
WITH one AS (SELECT household_id, unnest(programs) AS program FROM family_aid)
SELECT
    l.program AS satu,
    r.program AS dua,
    count(*) AS keluarga,
    bool_or(e.a IS NOT NULL) AS dilarang
FROM one AS l
JOIN one AS r USING (household_id)
LEFT JOIN exclusive AS e ON (e.a = l.program AND e.b = r.program) OR (e.b = l.program AND e.a = r.program)
GROUP BY l.program, r.program
ORDER BY l.program, r.program
