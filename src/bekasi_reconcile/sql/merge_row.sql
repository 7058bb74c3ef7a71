-- What merge needs of the rows as they were sent.
-- Grain: record_period, one row per record_id; lent, one per record_id whose NIK is well formed and
-- taken for somebody else's.
-- Reads: record, source_row(record_id, nik, periode, program).
CREATE OR REPLACE VIEW record_period AS
SELECT r.record_id, r.source, r.nominal, s.periode, s.program
FROM record AS r
JOIN source_row AS s USING (record_id);

CREATE OR REPLACE VIEW lent AS
SELECT r.record_id, regexp_replace(s.nik, '[^0-9]', '', 'g') AS nik
FROM record AS r
JOIN source_row AS s USING (record_id)
WHERE
    r.nik_status IN ('SHARED', 'BORROWED')
    AND length(regexp_replace(s.nik, '[^0-9]', '', 'g')) = 16
