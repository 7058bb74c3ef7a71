"""Names of fields that are made from those of the vocabulary."""

FORMER = "_lama"
"""Ending of a field's former value, which counts where the field itself is blank."""

VERSIONED = (
    "nik", "no_kk", "nama", "tanggal_lahir", "ttl", "tempat_lahir", "jenis_kelamin", "nama_ibu",
    "alamat", "rt", "rw", "rt_rw", "desa", "kecamatan",
)  # fmt: skip
"""Fields of which a list may have a former value beside the corrected one."""
