-- Family cards on which several persons are the head, unless they may be one person: that is asked
-- first.
-- Grain: one row per (subject, record_id). Reads: record, member_id, pair.
WITH head AS (
    SELECT DISTINCT r.no_kk, m.person_id
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    WHERE r.no_kk IS NOT NULL AND r.hubungan = 'KEPALA'
),
asked AS (
    SELECT DISTINCT
        least(l.person_id, r.person_id) AS one,
        greatest(l.person_id, r.person_id) AS other
    FROM pair AS p
    JOIN member_id AS l ON l.record_id = p.record_id_l
    JOIN member_id AS r ON r.record_id = p.record_id_r
    WHERE p.decision = 'review'
),
card AS (
    SELECT DISTINCT a.no_kk
    FROM head AS a
    JOIN head AS b ON b.no_kk = a.no_kk AND a.person_id < b.person_id
    LEFT JOIN asked AS q ON q.one = a.person_id AND q.other = b.person_id
    WHERE q.one IS NULL
)
SELECT r.no_kk AS subject, r.record_id, m.person_id, m.household_id, r.nama AS value
FROM record AS r
JOIN card USING (no_kk)
JOIN member_id AS m USING (record_id)
WHERE r.hubungan = 'KEPALA'
