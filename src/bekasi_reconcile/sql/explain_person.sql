-- Records by their id or their person's, and where each stands.
-- Grain: record. Reads: the crosswalk of a register, isi.member.
SELECT
    c.record_id,
    c.source,
    c.file,
    c.sheet,
    c.row,
    c.person_id,
    c.household_id,
    m.linked_to
FROM crosswalk AS c
JOIN isi.member AS m USING (record_id)
WHERE c.record_id IN (SELECT unnest($ids))
    OR c.person_id IN (SELECT unnest($ids))
ORDER BY c.record_id;
