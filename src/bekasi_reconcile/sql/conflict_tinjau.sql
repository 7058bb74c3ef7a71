-- Pairs of records that may be one person: the evidence decides neither way.
-- Grain: one row per (subject, record_id). Reads: pair, member_id, record.
WITH open_pair AS (
    SELECT p.record_id_l, p.record_id_r
    FROM pair AS p
    JOIN member_id AS l ON l.record_id = p.record_id_l
    JOIN member_id AS r ON r.record_id = p.record_id_r
    WHERE p.decision = 'review' AND l.person_id <> r.person_id
    QUALIFY row_number() OVER (
        PARTITION BY least(l.person_id, r.person_id), greatest(l.person_id, r.person_id)
        ORDER BY p.match_weight DESC, p.record_id_l, p.record_id_r
    ) = 1
),
side AS (
    SELECT concat_ws('|', record_id_l, record_id_r) AS subject, record_id_l AS record_id
    FROM open_pair
    UNION ALL
    SELECT concat_ws('|', record_id_l, record_id_r) AS subject, record_id_r AS record_id
    FROM open_pair
)
SELECT
    s.subject,
    s.record_id,
    m.person_id,
    m.household_id,
    concat_ws(' — ', r.nama, r.tanggal_lahir, coalesce(r.nik, r.nik_pattern), r.desa) AS value
FROM side AS s
JOIN member_id AS m USING (record_id)
JOIN record AS r USING (record_id)
