-- The claims, each marked whether it enters the register and why.
-- Grain: one row per (person_id, field, record_id).
-- Reads: stated, survivorship(field, rule1 … rule6).
WITH measured AS (
    SELECT
        s.person_id,
        s.field,
        s.record_id,
        s.value,
        s.key,
        s.spelt_so,
        CASE v.rule1
            WHEN 'dukcapil' THEN s.dukcapil
            WHEN 'nik' THEN s.nik
            WHEN 'precise' THEN s.precise
            WHEN 'trust' THEN s.trust
            WHEN 'majority' THEN s.majority
            WHEN 'newest' THEN s.newest
            ELSE 0
        END AS k1,
        CASE v.rule2
            WHEN 'dukcapil' THEN s.dukcapil
            WHEN 'nik' THEN s.nik
            WHEN 'precise' THEN s.precise
            WHEN 'trust' THEN s.trust
            WHEN 'majority' THEN s.majority
            WHEN 'newest' THEN s.newest
            ELSE 0
        END AS k2,
        CASE v.rule3
            WHEN 'dukcapil' THEN s.dukcapil
            WHEN 'nik' THEN s.nik
            WHEN 'precise' THEN s.precise
            WHEN 'trust' THEN s.trust
            WHEN 'majority' THEN s.majority
            WHEN 'newest' THEN s.newest
            ELSE 0
        END AS k3,
        CASE v.rule4
            WHEN 'dukcapil' THEN s.dukcapil
            WHEN 'nik' THEN s.nik
            WHEN 'precise' THEN s.precise
            WHEN 'trust' THEN s.trust
            WHEN 'majority' THEN s.majority
            WHEN 'newest' THEN s.newest
            ELSE 0
        END AS k4,
        CASE v.rule5
            WHEN 'dukcapil' THEN s.dukcapil
            WHEN 'nik' THEN s.nik
            WHEN 'precise' THEN s.precise
            WHEN 'trust' THEN s.trust
            WHEN 'majority' THEN s.majority
            WHEN 'newest' THEN s.newest
            ELSE 0
        END AS k5,
        CASE v.rule6
            WHEN 'dukcapil' THEN s.dukcapil
            WHEN 'nik' THEN s.nik
            WHEN 'precise' THEN s.precise
            WHEN 'trust' THEN s.trust
            WHEN 'majority' THEN s.majority
            WHEN 'newest' THEN s.newest
            ELSE 0
        END AS k6
    FROM stated AS s
    JOIN survivorship AS v USING (field)
),
ranked AS MATERIALIZED (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_id, field
            ORDER BY
                k1 DESC,
                k2 DESC,
                k3 DESC,
                k4 DESC,
                k5 DESC,
                k6 DESC,
                spelt_so DESC,
                value,
                record_id
        ) AS place
    FROM measured
),
rival AS (
    SELECT
        r.person_id,
        r.field,
        arg_min(
            CASE
                WHEN w.k1 <> r.k1 THEN v.rule1
                WHEN w.k2 <> r.k2 THEN v.rule2
                WHEN w.k3 <> r.k3 THEN v.rule3
                WHEN w.k4 <> r.k4 THEN v.rule4
                WHEN w.k5 <> r.k5 THEN v.rule5
                WHEN w.k6 <> r.k6 THEN v.rule6
                ELSE 'record_id'
            END,
            r.place
        ) AS rule
    FROM ranked AS r
    JOIN ranked AS w ON w.person_id = r.person_id AND w.field = r.field AND w.place = 1
    JOIN survivorship AS v ON v.field = r.field
    WHERE r.key <> w.key
    GROUP BY r.person_id, r.field
)
SELECT
    r.person_id,
    r.field,
    r.record_id,
    r.value,
    r.place = 1 AS survives,
    CASE WHEN r.place = 1 THEN coalesce(v.rule, 'sepakat') END AS rule
FROM ranked AS r
LEFT JOIN rival AS v USING (person_id, field)
ORDER BY r.person_id, r.field, r.record_id
