"""The steps of the match, in the order in which the stage takes them.

This module brings everything heavy (recordlinkage alone takes 3 s to import). The stage imports
it when it is called, and the pipeline warms it up in a thread while the lists are read.
"""

from bekasi_reconcile.match.candidate.blocking import block
from bekasi_reconcile.match.candidate.encode import encode
from bekasi_reconcile.match.comparison.compare import compare
from bekasi_reconcile.match.decision.ambiguity import ClusterState
from bekasi_reconcile.match.decision.decide import LINK, NON_LINK, REVIEW, decide
from bekasi_reconcile.match.decision.household import households
from bekasi_reconcile.match.decision.judgement import apply_different, apply_same
from bekasi_reconcile.match.decision.review_resolution import resolve_review_band
from bekasi_reconcile.match.decision.scored_pair import weigh
from bekasi_reconcile.match.model.drift import drift, drift_notes
from bekasi_reconcile.match.model.fitness import model_defects, training_obstacles
from bekasi_reconcile.match.model.frozen_model import default_model
from bekasi_reconcile.match.model.train import ComparedPairs, learn
from bekasi_reconcile.match.result import member_table, pair_table

__all__ = [
    "LINK",
    "NON_LINK",
    "REVIEW",
    "ClusterState",
    "ComparedPairs",
    "apply_different",
    "apply_same",
    "block",
    "compare",
    "decide",
    "default_model",
    "drift",
    "drift_notes",
    "encode",
    "households",
    "learn",
    "member_table",
    "model_defects",
    "pair_table",
    "resolve_review_band",
    "training_obstacles",
    "weigh",
]
