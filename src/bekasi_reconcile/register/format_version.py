"""The versions of the formats that the program writes."""

REGISTER_VERSION = 2
"""The schema of register.duckdb. ``migrate_<n>.sql`` leads from version n to n + 1."""

DOCUMENT_VERSION = 1
"""The documents in JSON: manifest.json, and what commands print with ``--json``."""
