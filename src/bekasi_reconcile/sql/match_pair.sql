-- Every pair of records that share a block, credited to the first rule that admits it.
-- Grain: one row per pair of positions (l, r), l < r.
-- Reads: block_key(rule, key, at); block_limit(rule, largest).
WITH block AS (
    SELECT
        rule,
        key
    FROM block_key
    JOIN block_limit USING (rule)
    GROUP BY rule, key
    HAVING count(*) BETWEEN 2 AND any_value(largest)
),

member AS (
    SELECT
        block_key.rule,
        block_key.key,
        block_key.at
    FROM block_key
    SEMI JOIN block USING (rule, key)
)

SELECT
    l.at        AS l,
    r.at        AS r,
    min(l.rule) AS rule
FROM member AS l
JOIN member AS r
    ON l.rule = r.rule
    AND l.key = r.key
    AND l.at < r.at
GROUP BY l.at, r.at
ORDER BY l.at, r.at
