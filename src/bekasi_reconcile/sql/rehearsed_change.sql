-- What a rehearsed run changed against the register that counts: new, gone or changed persons.
-- Grain: one row per (person_id, field); of a person as a whole the field is person_id.
-- Reads: change; person if $first, since against no register nothing has changed.
SELECT
    person_id,
    field,
    CASE
        WHEN kind = 'berubah' THEN 'changed'
        WHEN kind IN ('hilang', 'gabung') THEN 'gone'
        ELSE 'new'
    END AS kind
FROM change
UNION ALL
SELECT person_id, 'person_id' AS field, 'new' AS kind
FROM person
WHERE $first
ORDER BY person_id, field
