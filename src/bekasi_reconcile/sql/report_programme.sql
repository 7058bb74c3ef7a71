-- Who receives what, who is asked about, and whom no programme reaches, as temporary tables:
-- aid (record_id, program), doubt (record_id, program, reason), family_aid (household_id),
-- unserved (household_id), place (household_id).
-- Grain: as named. Reads: receipt, person, household, record, targeting, reference, eligible.
CREATE TEMP TABLE aid AS
SELECT
    r.record_id,
    r.program,
    r.person_id,
    r.household_id,
    r.source,
    CASE WHEN count(*) OVER (PARTITION BY r.record_id) = 1 THEN r.nominal END AS rupiah,
    CAST(left(n.reported_on, 4) AS INTEGER) AS tahun_data
FROM receipt AS r
JOIN record AS n USING (record_id);

CREATE TEMP TABLE found AS
SELECT DISTINCT household_id
FROM member AS m
JOIN record AS r USING (record_id)
WHERE r.source IN (SELECT source FROM reference);

CREATE TEMP TABLE doubt AS
SELECT DISTINCT a.record_id, a.program, 'desil_tinggi' AS reason, CAST(h.desil AS VARCHAR) AS what
FROM aid AS a
JOIN household AS h USING (household_id)
WHERE h.desil >= (SELECT doubtful_from FROM targeting)
UNION ALL
SELECT a.record_id, a.program, 'meninggal' AS reason, NULL AS what
FROM aid AS a
JOIN person AS p USING (person_id)
WHERE p.status_hidup = 'MENINGGAL'
UNION ALL
SELECT a.record_id, a.program, 'pindah' AS reason, NULL AS what
FROM aid AS a
JOIN person AS p USING (person_id)
WHERE p.status_hidup IN ('PINDAH', 'HILANG')
UNION ALL
SELECT a.record_id, a.program, 'usia' AS reason, CAST(a.tahun_data - p.tahun_lahir AS VARCHAR) AS what
FROM aid AS a
JOIN eligible AS e USING (program)
JOIN person AS p USING (person_id)
WHERE
    a.tahun_data - p.tahun_lahir < e.lowest
    OR a.tahun_data - p.tahun_lahir - 1 > e.highest
UNION ALL
SELECT a.record_id, a.program, 'tidak_ditemukan' AS reason, NULL AS what
FROM aid AS a
WHERE
    a.household_id NOT IN (SELECT household_id FROM found)
    AND EXISTS (FROM found);

CREATE TEMP TABLE place AS
SELECT
    h.household_id,
    h.no_kk,
    h.nama_kepala,
    k.nik AS nik_kepala,
    k.alamat,
    h.kabupaten,
    h.kecamatan,
    h.desa,
    h.kode_desa,
    k.rw,
    k.rt,
    h.jumlah_anggota,
    h.desil
FROM household AS h
LEFT JOIN person AS k ON k.person_id = h.person_id_kepala;

CREATE TEMP TABLE family_aid AS
SELECT
    household_id,
    list(DISTINCT program ORDER BY program) AS programs,
    string_agg(DISTINCT source, ', ' ORDER BY source) AS sumber,
    CAST(sum(rupiah) AS BIGINT) AS rupiah
FROM aid
GROUP BY household_id;

CREATE TEMP TABLE unserved AS
SELECT h.household_id
FROM household AS h
JOIN person AS p USING (household_id)
LEFT JOIN family_aid AS f USING (household_id)
WHERE
    h.desil <= (SELECT unserved_up_to FROM targeting)
    AND f.household_id IS NULL
GROUP BY h.household_id
HAVING bool_or(coalesce(p.status_hidup, 'HIDUP') = 'HIDUP')
