-- The tables that are known once the lists are read and cleaned: most of the register.
-- Grain: see tables.py. Reads: in_source_row, in_problem, in_record.
CREATE SCHEMA isi;
CREATE TABLE isi.source_row AS FROM in_source_row;
CREATE TABLE isi.problem AS FROM in_problem;
CREATE TABLE isi.record AS FROM in_record;
