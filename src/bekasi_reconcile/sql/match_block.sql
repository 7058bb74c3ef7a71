-- What each blocking rule admits and what it drops as too large.
-- Grain: one row per rule.
-- Reads: block_key(rule, key, at); block_limit(rule, largest).
WITH block AS (
    SELECT
        rule,
        key,
        count(*) AS records
    FROM block_key
    GROUP BY rule, key
)

SELECT
    rule,
    coalesce(sum(records * (records - 1) // 2) FILTER (WHERE records <= largest), 0)::BIGINT
                                                                AS pairs,
    (count(*) FILTER (WHERE records > largest))::BIGINT         AS dropped_blocks,
    coalesce(sum(records) FILTER (WHERE records > largest), 0)::BIGINT
                                                                AS dropped_records
FROM block
JOIN block_limit USING (rule)
GROUP BY rule
ORDER BY rule
