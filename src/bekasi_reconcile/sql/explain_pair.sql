-- The pairs that the run kept of some records, the heaviest first, and the person on each side.
-- Grain: pair and side that was asked for. Reads: isi.pair, isi.member of a register.
WITH side AS (
    SELECT record_id_l AS record_id, record_id_r AS other, * EXCLUDE (record_id_l, record_id_r)
    FROM isi.pair
    WHERE record_id_l IN (SELECT unnest($ids))
    UNION ALL
    SELECT record_id_r, record_id_l, * EXCLUDE (record_id_l, record_id_r)
    FROM isi.pair
    WHERE record_id_r IN (SELECT unnest($ids))
)
SELECT
    s.record_id,
    s.other,
    m.person_id AS other_person_id,
    s.blocking_rule,
    s.match_weight,
    s.decision,
    s.kept_apart_by
FROM side AS s
JOIN isi.member AS m ON m.record_id = s.other
ORDER BY s.match_weight DESC, s.record_id, s.other;
