-- Persons whom the lists put on the cards of two families, each with members of its own.
-- Grain: one row per (subject, record_id). Reads: record, member_id.
WITH on_card AS (
    SELECT DISTINCT r.no_kk, m.person_id, m.household_id
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    WHERE r.no_kk IS NOT NULL
),
several AS (
    SELECT person_id
    FROM on_card
    GROUP BY person_id
    HAVING count(DISTINCT no_kk) > 1
),
family AS (
    SELECT DISTINCT o.person_id, o.no_kk, x.household_id
    FROM on_card AS o
    JOIN several USING (person_id)
    JOIN on_card AS x ON x.no_kk = o.no_kk AND x.person_id <> o.person_id
),
claimed AS (
    SELECT person_id
    FROM family
    GROUP BY person_id
    HAVING count(DISTINCT no_kk) > 1 AND count(DISTINCT household_id) > 1
)
SELECT m.person_id AS subject, r.record_id, m.person_id, m.household_id, r.no_kk AS value
FROM record AS r
JOIN member_id AS m USING (record_id)
JOIN claimed USING (person_id)
WHERE r.no_kk IS NOT NULL
