"""A prediction: something about the future with criteria and a deadline, and what becomes of it."""

from tracker.domain.prediction.decisions import decide
from tracker.domain.prediction.state import INITIAL, evolve

__all__ = ["INITIAL", "decide", "evolve"]
