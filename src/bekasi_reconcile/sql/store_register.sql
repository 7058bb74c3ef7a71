-- The views of the published register that others rely on, over its tables in schema isi.
-- Grain: see tables.py.
CREATE VIEW person AS
SELECT
    person_id,
    household_id,
    nik,
    no_kk,
    nama,
    tempat_lahir,
    CAST(tanggal_lahir AS DATE) AS tanggal_lahir,
    jenis_kelamin,
    nama_ibu,
    alamat,
    rt,
    rw,
    kode_desa,
    desa,
    kecamatan,
    kabupaten,
    tahun_lahir,
    hubungan,
    status_kawin,
    no_hp,
    desil,
    status_hidup,
    jumlah_catatan,
    sumber
FROM isi.person;

CREATE VIEW household AS
SELECT
    household_id,
    no_kk,
    person_id_kepala,
    nama_kepala,
    jumlah_anggota,
    kode_desa,
    desa,
    kecamatan,
    kabupaten,
    desil
FROM isi.household;

CREATE VIEW conflict AS
SELECT
    conflict_id,
    type,
    severity,
    person_id,
    household_id,
    field,
    golden,
    rule,
    evidence,
    fingerprint,
    previous
FROM isi.conflict;

CREATE VIEW conflict_value AS
SELECT
    v.conflict_id,
    v.record_id,
    v.person_id,
    v.value,
    r.source,
    r.file,
    r.sheet,
    r.row
FROM isi.conflict_value AS v
JOIN isi.record AS r USING (record_id);

CREATE VIEW problem AS
SELECT
    file,
    sheet,
    cell,
    record_id,
    field,
    rule,
    source,
    row,
    severity,
    text,
    message,
    remedy
FROM isi.problem;

CREATE VIEW receipt AS
SELECT
    record_id,
    program,
    person_id,
    household_id,
    source,
    periode,
    nominal
FROM isi.receipt;

CREATE VIEW change AS
SELECT
    person_id,
    field,
    before,
    after,
    kind,
    rule,
    kecamatan
FROM isi.change;

CREATE VIEW run AS
SELECT
    run_id,
    started_at,
    records,
    persons,
    households,
    conflicts,
    pairs,
    problems,
    model,
    manifest
FROM isi.run;

CREATE VIEW crosswalk AS
SELECT
    r.record_id,
    r.source,
    r.file,
    r.sheet,
    r.row,
    m.person_id,
    m.household_id
FROM isi.record AS r
JOIN isi.member AS m USING (record_id);

-- Where a person's records agree, the newest of them is named as the register's source.
CREATE VIEW claim AS
WITH said AS (
    UNPIVOT (
        SELECT
            m.person_id,
            r.record_id,
            r.reported_on,
            r.nik,
            r.no_kk,
            r.nama,
            r.tempat_lahir,
            r.tanggal_lahir,
            r.jenis_kelamin,
            r.nama_ibu,
            r.hubungan,
            r.status_kawin,
            r.alamat,
            r.rt,
            r.rw,
            r.kode_desa,
            r.kode_kecamatan,
            r.no_hp,
            CAST(r.desil AS VARCHAR) AS desil,
            r.status_hidup
        FROM isi.record AS r
        JOIN isi.member AS m USING (record_id)
    )
    ON COLUMNS (* EXCLUDE (person_id, record_id, reported_on))
    INTO NAME field VALUE value
),
agreed AS (
    SELECT
        s.person_id,
        s.field,
        s.record_id,
        s.value,
        row_number() OVER (
            PARTITION BY s.person_id, s.field
            ORDER BY s.reported_on DESC NULLS LAST, s.record_id
        ) = 1 AS survives
    FROM said AS s
    ANTI JOIN isi.claim AS c ON c.person_id = s.person_id AND c.field = s.field
),
told AS (
    FROM isi.claim
    UNION ALL
    SELECT person_id, field, record_id, value, survives, CASE WHEN survives THEN 'sepakat' END
    FROM agreed
)
SELECT
    c.person_id,
    c.field,
    c.record_id,
    c.value,
    c.survives,
    c.rule,
    coalesce(r.source, 'keputusan') AS source,
    coalesce(r.file, d.file) AS file,
    coalesce(r.sheet, '') AS sheet,
    coalesce(r.row, d.row) AS row,
    k.column || r.row AS cell
FROM told AS c
LEFT JOIN isi.record AS r USING (record_id)
LEFT JOIN isi.decision AS d ON c.record_id = 'keputusan:' || d.decision_id
LEFT JOIN isi.columns AS k
    ON k.submission_id = r.submission_id
    AND k.sheet = r.sheet
    AND k."table" = r."table"
    AND k.field = c.field;

CREATE VIEW quality AS
SELECT
    source,
    field,
    rows,
    filled,
    valid,
    agrees_with_nik,
    score
FROM isi.quality;

CREATE VIEW identity AS
SELECT
    id,
    status,
    current_id,
    born
FROM isi.identity;

CREATE VIEW identity_event AS
SELECT
    event_id,
    run_id,
    id,
    event,
    other_id
FROM isi.identity_event;

CREATE VIEW decision AS
SELECT
    decision_id,
    conflict_id,
    type,
    answer,
    field,
    value,
    status,
    asked_again,
    officer,
    decided_on,
    note,
    persons,
    run_id
FROM isi.decision;
