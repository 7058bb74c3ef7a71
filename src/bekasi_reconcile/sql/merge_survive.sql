-- The claims on values that differ, each marked whether it enters the register and why.
-- Grain: one row per (person_id, field, record_id) of table stated, and one per decision.
-- A reviewer's decision is a claim of its own and comes before every list; a value struck out, as
-- somebody else's, comes last and never survives.
-- Reads: stated, numbered, survivorship(field, rule1 … rule6), decided, struck.
CREATE OR REPLACE TEMP MACRO rank_by(rule, s) AS
    CASE rule
        WHEN 'dukcapil' THEN s.dukcapil
        WHEN 'nik' THEN s.nik
        WHEN 'precise' THEN s.precise
        WHEN 'trust' THEN s.trust
        WHEN 'majority' THEN s.majority
        WHEN 'newest' THEN s.newest
        ELSE 0
    END;

WITH measured AS (
    SELECT
        s.person_id,
        s.field,
        s.record_id,
        s.value,
        s.key,
        s.spelt_so,
        CASE WHEN x.value IS NULL THEN 0 ELSE -1 END AS decided,
        rank_by(v.rule1, s) AS k1,
        rank_by(v.rule2, s) AS k2,
        rank_by(v.rule3, s) AS k3,
        rank_by(v.rule4, s) AS k4,
        rank_by(v.rule5, s) AS k5,
        rank_by(v.rule6, s) AS k6
    FROM stated AS s
    JOIN survivorship AS v USING (field)
    LEFT JOIN struck AS x
        ON x.person_id = s.person_id AND x.field = s.field AND x.value = s.value
    UNION ALL
    SELECT
        d.person_id,
        d.field,
        d.record_id,
        d.value,
        upper(d.value) AS key,
        1 AS spelt_so,
        1 AS decided,
        0 AS k1,
        0 AS k2,
        0 AS k3,
        0 AS k4,
        0 AS k5,
        0 AS k6
    FROM decided AS d
    WHERE d.person_id IN (SELECT person_id FROM numbered)
),
ranked AS MATERIALIZED (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_id, field
            ORDER BY
                decided DESC,
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
                WHEN w.decided <> r.decided THEN 'keputusan'
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
    r.place = 1 AND r.decided >= 0 AS survives,
    CASE
        WHEN r.place = 1 AND r.decided = 1 THEN 'keputusan'
        WHEN r.place = 1 AND r.decided = 0 THEN coalesce(v.rule, 'sepakat')
    END AS rule
FROM ranked AS r
LEFT JOIN rival AS v USING (person_id, field)
ORDER BY r.person_id, r.field, r.record_id
