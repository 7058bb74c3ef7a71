"""Evidence travels through tables without a language, and is read in one at the end."""

import numpy as np
import pandas as pd

from bekasi_reconcile.messages.evidence_text import (
    JOINT,
    decode,
    encode,
    evidence_text,
    with_evidence,
)
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.tables import TEXT

FITS = Message("evidence.header_fits", fits=np.float64(0.9), count=np.int64(10))
HEADS = Message("evidence.heads_only")


def test_encoded_evidence_can_be_joined_and_read_in_either_language():
    joined = decode(JOINT.join([encode(FITS), encode(HEADS)]))

    assert evidence_text(joined, "en") == (
        "90% of 10 cells fit the header; the list names heads only"
    )
    assert evidence_text(joined, "id") == (
        "90% dari 10 sel cocok dengan judulnya; daftar ini hanya memuat kepala keluarga"
    )


def test_a_column_without_evidence_stays_without():
    columns = pd.DataFrame({"evidence": pd.array([encode(HEADS), None], dtype=TEXT)})

    texts = with_evidence(columns, "en")["evidence"]

    assert texts.dtype == TEXT
    assert texts.fillna("-").tolist() == ["the list names heads only", "-"]
