-- The register of schema 1: before ids had a ledger. One list, two persons.
CREATE SCHEMA isi;
CREATE TABLE isi.submission ("submission_id" VARCHAR, "source" VARCHAR, "file" VARCHAR, "sha256" VARCHAR,
    "format" VARCHAR, "status" VARCHAR, "reviewed" BOOLEAN, "reported_on" VARCHAR, "reason" VARCHAR);
CREATE TABLE isi.sheet ("submission_id" VARCHAR, "file" VARCHAR, "sheet" VARCHAR, "visible" BOOLEAN,
    "rows_seen" BIGINT, "records" BIGINT, "refused" BIGINT, "blank" BIGINT, "title" BIGINT, "header" BIGINT,
    "numbering" BIGINT, "group" BIGINT, "total" BIGINT, "footer" BIGINT, "other" BIGINT);
CREATE TABLE isi.columns ("submission_id" VARCHAR, "file" VARCHAR, "sheet" VARCHAR, "table" BIGINT, "column"
    VARCHAR, "header" VARCHAR, "field" VARCHAR, "how" VARCHAR, "coding" VARCHAR, "evidence" VARCHAR);
CREATE TABLE isi.source_row ("record_id" VARCHAR, "submission_id" VARCHAR, "source" VARCHAR, "file" VARCHAR,
    "sheet" VARCHAR, "table" BIGINT, "row" BIGINT, "reported_on" VARCHAR, "nik" VARCHAR, "nik_kind" VARCHAR,
    "no_kk" VARCHAR, "no_kk_kind" VARCHAR, "nama" VARCHAR, "nama_kepala" VARCHAR, "nik_kepala" VARCHAR,
    "nama_ibu" VARCHAR, "nik_ibu" VARCHAR, "nama_ayah" VARCHAR, "nik_ayah" VARCHAR, "tempat_lahir" VARCHAR,
    "tanggal_lahir" VARCHAR, "ttl" VARCHAR, "hari_lahir" VARCHAR, "bulan_lahir" VARCHAR, "tahun_lahir"
    VARCHAR, "umur" VARCHAR, "jenis_kelamin" VARCHAR, "hubungan" VARCHAR, "status_kawin" VARCHAR, "alamat"
    VARCHAR, "dusun" VARCHAR, "rt" VARCHAR, "rw" VARCHAR, "rt_rw" VARCHAR, "kode_pos" VARCHAR, "desa" VARCHAR,
    "kecamatan" VARCHAR, "kabupaten" VARCHAR, "provinsi" VARCHAR, "kode_desa" VARCHAR, "kode_kecamatan"
    VARCHAR, "kode_kabupaten" VARCHAR, "kode_provinsi" VARCHAR, "no_hp" VARCHAR, "desil" VARCHAR,
    "status_hidup" VARCHAR, "padan_dukcapil" VARCHAR, "keterangan" VARCHAR, "program" VARCHAR, "nominal"
    VARCHAR, "periode" VARCHAR, "id_keluarga" VARCHAR, "id_individu" VARCHAR, "extra" VARCHAR);
CREATE TABLE isi.problem ("file" VARCHAR, "sheet" VARCHAR, "cell" VARCHAR, "record_id" VARCHAR, "field"
    VARCHAR, "rule" VARCHAR, "source" VARCHAR, "row" BIGINT, "severity" VARCHAR, "text" VARCHAR, "message"
    VARCHAR, "remedy" VARCHAR);
CREATE TABLE isi.record ("record_id" VARCHAR, "submission_id" VARCHAR, "source" VARCHAR, "file" VARCHAR,
    "sheet" VARCHAR, "table" BIGINT, "row" BIGINT, "reported_on" VARCHAR, "nik" VARCHAR, "nik_pattern"
    VARCHAR, "nik_status" VARCHAR, "lahir_nik" VARCHAR, "kelamin_nik" VARCHAR, "no_kk" VARCHAR, "kk_status"
    VARCHAR, "nama" VARCHAR, "nama_baku" VARCHAR, "nama_kunci" VARCHAR, "nama_lain" VARCHAR, "nama_bin"
    VARCHAR, "nama_wakil" BOOLEAN, "nama_kepala" VARCHAR, "nama_kepala_kunci" VARCHAR, "nik_kepala" VARCHAR,
    "nama_ibu" VARCHAR, "nama_ibu_kunci" VARCHAR, "nama_ayah" VARCHAR, "tempat_lahir" VARCHAR, "tanggal_lahir"
    VARCHAR, "jenis_kelamin" VARCHAR, "hubungan" VARCHAR, "status_kawin" VARCHAR, "alamat" VARCHAR,
    "alamat_baku" VARCHAR, "rt" VARCHAR, "rw" VARCHAR, "kode_pos" VARCHAR, "kode_desa" VARCHAR,
    "kode_kecamatan" VARCHAR, "kode_kabupaten" VARCHAR, "desa" VARCHAR, "kecamatan" VARCHAR, "kabupaten"
    VARCHAR, "no_hp" VARCHAR, "desil" BIGINT, "status_hidup" VARCHAR, "padan_dukcapil" BOOLEAN, "nominal"
    BIGINT, "id_keluarga" VARCHAR);
CREATE TABLE isi.claim ("person_id" VARCHAR, "field" VARCHAR, "record_id" VARCHAR, "value" VARCHAR, "survives"
    BOOLEAN, "rule" VARCHAR);
CREATE TABLE isi.person ("person_id" VARCHAR, "household_id" VARCHAR, "nik" VARCHAR, "no_kk" VARCHAR, "nama"
    VARCHAR, "tempat_lahir" VARCHAR, "tanggal_lahir" VARCHAR, "tahun_lahir" BIGINT, "jenis_kelamin" VARCHAR,
    "nama_ibu" VARCHAR, "hubungan" VARCHAR, "status_kawin" VARCHAR, "alamat" VARCHAR, "rt" VARCHAR, "rw"
    VARCHAR, "kode_desa" VARCHAR, "desa" VARCHAR, "kecamatan" VARCHAR, "kabupaten" VARCHAR, "no_hp" VARCHAR,
    "desil" BIGINT, "status_hidup" VARCHAR, "jumlah_catatan" BIGINT, "sumber" VARCHAR);
CREATE TABLE isi.household ("household_id" VARCHAR, "no_kk" VARCHAR, "person_id_kepala" VARCHAR, "nama_kepala"
    VARCHAR, "jumlah_anggota" BIGINT, "kode_desa" VARCHAR, "desa" VARCHAR, "kecamatan" VARCHAR, "kabupaten"
    VARCHAR, "desil" BIGINT);
CREATE TABLE isi.receipt ("record_id" VARCHAR, "program" VARCHAR, "person_id" VARCHAR, "household_id" VARCHAR,
    "source" VARCHAR, "periode" VARCHAR, "nominal" BIGINT);
CREATE TABLE isi.conflict ("conflict_id" VARCHAR, "type" VARCHAR, "severity" BIGINT, "person_id" VARCHAR,
    "household_id" VARCHAR, "field" VARCHAR, "golden" VARCHAR, "rule" VARCHAR, "evidence" VARCHAR);
CREATE TABLE isi.conflict_value ("conflict_id" VARCHAR, "record_id" VARCHAR, "person_id" VARCHAR, "value"
    VARCHAR);
CREATE TABLE isi.change ("person_id" VARCHAR, "field" VARCHAR, "before" VARCHAR, "after" VARCHAR);
CREATE TABLE isi.quality ("source" VARCHAR, "field" VARCHAR, "rows" BIGINT, "filled" BIGINT, "valid" BIGINT,
    "agrees_with_nik" DOUBLE);
CREATE TABLE isi.pair (record_id_l VARCHAR, record_id_r VARCHAR);
CREATE TABLE isi.member (record_id VARCHAR, person_id VARCHAR, household_id VARCHAR, linked_to VARCHAR,
    match_weight DOUBLE);
CREATE TABLE isi.run (run_id VARCHAR, records BIGINT, persons BIGINT, households BIGINT, conflicts BIGINT,
    pairs BIGINT, problems BIGINT, started_at VARCHAR, model VARCHAR, manifest VARCHAR);
INSERT INTO isi.run (run_id) VALUES ('20250101-001');
INSERT INTO isi.member VALUES
    ('daftar:a', 'P-AAAA-AAAA-A', 'H-AAAA-AAAA-A', NULL, NULL),
    ('daftar:b', 'P-AAAA-AAAA-A', 'H-AAAA-AAAA-A', 'daftar:a', 20),
    ('daftar:c', 'P-BBBB-BBBB-B', 'H-AAAA-AAAA-A', NULL, NULL);
INSERT INTO isi.record (record_id, submission_id, source, file, sheet, "table", row, nik_status, kk_status, nama_wakil)
SELECT record_id, 's-1', 'daftar', 'daftar.csv', '', 0, 2, 'MISSING', 'MISSING', FALSE FROM isi.member;
INSERT INTO isi.person (person_id, household_id, nik, jumlah_catatan, sumber) VALUES
    ('P-AAAA-AAAA-A', 'H-AAAA-AAAA-A', '3216026105800001', 2, 'daftar'),
    ('P-BBBB-BBBB-B', 'H-AAAA-AAAA-A', NULL, 1, 'daftar');
INSERT INTO isi.household (household_id, jumlah_anggota) VALUES ('H-AAAA-AAAA-A', 2);
