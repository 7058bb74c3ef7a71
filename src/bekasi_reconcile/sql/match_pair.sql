-- Every pair of records that share a block, credited to the first rule that admits it.
-- Grain: one row per pair of positions (l, r), l < r.
-- Reads: block_member(block, rule, at): a block belongs to one rule; at is a record's position.
SELECT
    l.at        AS l,
    r.at        AS r,
    min(l.rule) AS rule
FROM block_member AS l
JOIN block_member AS r
    ON l.block = r.block
    AND l.at < r.at
GROUP BY l.at, r.at
ORDER BY l.at, r.at
