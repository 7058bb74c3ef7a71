-- The claims, each marked whether it enters the register and why.
-- Grain: one row per (person_id, field, record_id).
-- Reads: stated, survivorship(field, position, rule).
WITH measured AS (
    SELECT
        s.*,
        list(
            CASE v.rule
                WHEN 'dukcapil' THEN s.dukcapil
                WHEN 'nik' THEN s.nik
                WHEN 'precise' THEN s.precise
                WHEN 'trust' THEN s.trust
                WHEN 'majority' THEN s.majority
                WHEN 'newest' THEN s.newest
            END
            ORDER BY v.position
        ) AS merits,
        list(v.rule ORDER BY v.position) AS rules
    FROM stated AS s
    JOIN survivorship AS v USING (field)
    GROUP BY ALL
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_id, field
            ORDER BY merits DESC, spelt_so DESC, value, record_id
        ) AS place
    FROM measured
),
rival AS (
    SELECT
        w.person_id,
        w.field,
        max(r.merits) AS merits
    FROM ranked AS w
    JOIN ranked AS r ON r.person_id = w.person_id AND r.field = w.field AND r.key <> w.key
    WHERE w.place = 1
    GROUP BY w.person_id, w.field
)
SELECT
    r.person_id,
    r.field,
    r.record_id,
    r.value,
    r.place = 1 AS survives,
    CASE
        WHEN r.place > 1 THEN NULL
        WHEN v.merits IS NULL THEN 'sepakat'
        ELSE coalesce(
            r.rules[list_position(list_transform(list_zip(r.merits, v.merits), lambda p: p[1] <> p[2]), true)],
            'record_id'
        )
    END AS rule
FROM ranked AS r
LEFT JOIN rival AS v USING (person_id, field)
ORDER BY r.person_id, r.field, r.record_id
