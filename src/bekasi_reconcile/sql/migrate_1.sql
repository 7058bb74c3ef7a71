-- Schema 1 to 2: ids get a ledger. Each id of an old register is taken as given by that run.
-- Grain: see tables.py. Reads: isi.member, isi.record, isi.run, isi.conflict, isi.conflict_value.
CREATE TABLE isi.schema_version AS SELECT 2 AS version;

ALTER TABLE isi.record ADD COLUMN lahir_min BIGINT;
ALTER TABLE isi.record ADD COLUMN lahir_maks BIGINT;
ALTER TABLE isi.quality ADD COLUMN score DOUBLE;

CREATE TABLE isi.identity AS
WITH given AS (
    SELECT person_id AS id, min(record_id) AS record_id FROM isi.member GROUP BY person_id
    UNION ALL
    SELECT household_id AS id, min(record_id) AS record_id FROM isi.member GROUP BY household_id
)
SELECT
    id,
    CAST(1 AS BIGINT) AS born,
    'active' AS status,
    id AS current_id,
    record_id
FROM given
ORDER BY id;

CREATE TABLE isi.identity_event AS
SELECT
    '1-' || left(i.id, 1) || '-' || lpad(CAST(row_number() OVER (ORDER BY i.id) - 1 AS VARCHAR), 7, '0') AS event_id,
    CAST(1 AS BIGINT) AS number,
    r.run_id,
    i.id,
    'allocate' AS event,
    CAST(NULL AS VARCHAR) AS other_id,
    i.record_id
FROM isi.identity AS i
CROSS JOIN isi.run AS r
ORDER BY event_id;

CREATE TABLE isi.past AS
SELECT
    r.*,
    CAST(NULL AS VARCHAR) AS person_id,
    CAST(NULL AS VARCHAR) AS household_id,
    CAST(1 AS BIGINT) AS number,
    CAST(NULL AS VARCHAR) AS successor
FROM isi.record AS r
WHERE FALSE;

ALTER TABLE isi.change ADD COLUMN kind VARCHAR;
ALTER TABLE isi.change ADD COLUMN rule VARCHAR;
ALTER TABLE isi.change ADD COLUMN kecamatan VARCHAR;
ALTER TABLE isi.conflict ADD COLUMN rests_on VARCHAR;
ALTER TABLE isi.conflict ADD COLUMN fingerprint VARCHAR;
ALTER TABLE isi.conflict ADD COLUMN previous VARCHAR;

CREATE TABLE isi.decision (
    decision_id VARCHAR,
    conflict_id VARCHAR,
    type VARCHAR,
    answer VARCHAR,
    field VARCHAR,
    value VARCHAR,
    status VARCHAR,
    asked_again BOOLEAN,
    officer VARCHAR,
    decided_on VARCHAR,
    note VARCHAR,
    persons VARCHAR,
    file VARCHAR,
    row BIGINT,
    run_id VARCHAR
);
