-- The files received.
-- Grain: one row per submission. Reads: submission.
SELECT file, sha256, source, status, reason, reported_on
FROM submission
ORDER BY file, sha256
