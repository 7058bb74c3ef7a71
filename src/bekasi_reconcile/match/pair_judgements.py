"""What reviewers judged of pairs of records; light to import, unlike all that applies it."""

from typing import NamedTuple

import pandas as pd


class PairJudgements(NamedTuple):
    """Pairs (record_id_l, record_id_r) that reviewers judged one person, and judged two."""

    same: pd.DataFrame
    different: pd.DataFrame
