-- How much there is of everything.
-- Grain: one row. Reads: person, household, record, problem, conflict, submission.
SELECT
    (SELECT count(*) FROM person) AS person,
    (SELECT count(*) FROM household) AS household,
    (SELECT count(*) FROM record) AS record,
    (SELECT count(*) FROM problem) AS problem,
    (SELECT count(*) FROM conflict) AS conflict,
    (SELECT count(*) FROM submission WHERE status = 'read') AS berkas
