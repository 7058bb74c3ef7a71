-- The columns of the register that is attached as old, in their order.
-- Grain: one row per (table_name, column_name).
-- Reads: duckdb_columns().
SELECT
    table_name,
    column_name
FROM duckdb_columns()
WHERE database_name = 'old' AND schema_name = 'isi'
ORDER BY table_name, column_index
