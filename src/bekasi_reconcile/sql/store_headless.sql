-- Families whose head was forgotten keep no name of a head.
-- Grain: household.
-- Reads: isi.household.
UPDATE isi.household
SET nama_kepala = NULL
WHERE person_id_kepala IS NULL
