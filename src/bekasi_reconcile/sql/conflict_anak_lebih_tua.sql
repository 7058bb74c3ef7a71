-- Children born before, or hardly after, the head of their family card, on one list.
-- Grain: one row per (subject, record_id); the subject is the child's record.
-- Reads: record, member_id.
WITH born AS (
    SELECT
        r.record_id, r.source, r.no_kk, r.hubungan, r.nama, m.person_id, m.household_id,
        CAST(left(r.tanggal_lahir, 4) AS INTEGER) AS year
    FROM record AS r
    JOIN member_id AS m USING (record_id)
    WHERE r.no_kk IS NOT NULL
        AND r.tanggal_lahir IS NOT NULL
        AND r.hubungan IN ('KEPALA', 'ANAK')
),
impossible AS (
    SELECT DISTINCT
        child.record_id AS subject,
        head.record_id AS head_id
    FROM born AS child
    JOIN born AS head
        ON child.no_kk = head.no_kk
        AND child.source = head.source
        AND child.person_id <> head.person_id
        AND child.hubungan = 'ANAK'
        AND head.hubungan = 'KEPALA'
        AND child.year < head.year + 10
)
SELECT DISTINCT
    i.subject,
    b.record_id,
    b.person_id,
    b.household_id,
    b.nama || ', ' || lower(b.hubungan) || ', ' || b.year AS value
FROM impossible AS i
JOIN born AS b ON b.record_id IN (i.subject, i.head_id)
