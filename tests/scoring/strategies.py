"""What Hypothesis draws for the scoring tests: probabilities as people state them, outcomes, whole series."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tracker.scoring.forecasts import Binary
from tracker.scoring.question import score_question
from tracker.scoring.series import Schedule, Stated

ORIGIN = datetime(2025, 1, 1, tzinfo=UTC)
HOURS = 48

outcomes = st.sampled_from([0, 1])
probabilities = st.floats(min_value=0, max_value=1) | st.sampled_from([0, 1, 0.0, 1.0, 0.51, 0.012, 0.975])


def hour(n):
    return ORIGIN + timedelta(hours=n)


TEN_DAYS = Schedule(hour(0), hour(240), hour(240))
BRIERS = [f"brier_{way}" for way in ("first", "last", "time_weighted", "daily", "mean_update")]

# Whole hours, so that ties, forecasts before opens and forecasts at exactly closes or known_at all come up.
hours = st.integers(min_value=-6, max_value=HOURS)


@st.composite
def schedules(draw):
    """Any three instants, with closes after opens half of the time at least."""
    opens, closes, known_at = draw(hours), draw(hours), draw(hours)
    if draw(st.booleans()):
        opens, closes = min(opens, closes), max(opens, closes) + 1
    return Schedule(hour(opens), hour(closes), hour(known_at))


@st.composite
def series(draw, *, min_size=0):
    """Forecasts in no order of time; `order` and `id` follow the position in which they were drawn."""
    drawn = draw(st.lists(st.tuples(probabilities, hours), min_size=min_size, max_size=8))
    return [Stated(Binary(p), hour(at), order, f"forecast-{order:02}") for order, (p, at) in enumerate(drawn)]


def score_one(stated, *, schedule, y, **others):
    """The score of one forecaster, alone on a yes-or-no prediction."""
    return score_question("binary", {"somebody": stated}, schedule=schedule, outcome=y, **others)["somebody"]


def alone(kind, *forecasts, schedule=TEN_DAYS, **others):
    """The score of somebody who said `forecasts`, one an hour."""
    stated = [Stated(forecast, hour(n), n, f"said-{n}") for n, forecast in enumerate(forecasts)]
    return score_question(kind, {"somebody": stated}, schedule=schedule, **others)["somebody"]
