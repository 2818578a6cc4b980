"""All scores of the forecasters of one settled prediction. Start at `score_question`.

A value's name is its rule's name followed by the way of counting; for kinds with one headline, the last value has the
bare name. Values are losses (lower is better), except for spherical, baseline and peer, where higher is better.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar, assert_never, cast

from tracker.scoring.binary import mix
from tracker.scoring.forecasts import Binary, DateCdf, Forecast, Options, Quantiles
from tracker.scoring.graded import grade_value
from tracker.scoring.instants import require_utc
from tracker.scoring.logarithmic import clip
from tracker.scoring.measures import (
    HALF,
    Measure,
    binary_measures,
    categorical_measures,
    date_measures,
    graded_measures,
    numeric_measures,
    ordered_measures,
)
from tracker.scoring.peer import peer_scores
from tracker.scoring.relative import relative_briers
from tracker.scoring.series import DAY, Holding, Schedule, Stated, hold, in_force
from tracker.scoring.series_score import SeriesScore, score_series

Kind = Literal["binary", "categorical", "ordered", "numeric", "date", "graded"]
Outcome = float | datetime | None
Comparisons = dict[str, dict[str, float | None]]

HEADLINES: Mapping[str, str] = {
    "binary": "brier_last",
    "graded": "brier_last",
    "categorical": "multi_brier",
    "ordered": "rps_normalised",
    "numeric": "wis",
    "date": "twcrps",
}
"""The main value of each kind, for summaries; 0 is perfect for all of them."""

F = TypeVar("F", Binary, Options, Quantiles, DateCdf)


@dataclass(frozen=True)
class Lines(Generic[F]):
    """Each forecaster's forecasts that count, in order of time, and how long they held."""

    schedule: Schedule
    counted: dict[str, list[Stated[F]]]
    holdings: dict[str, Holding]


def score_question(
    kind: Kind,
    series: Mapping[str, Sequence[Stated[Forecast]]],
    *,
    schedule: Schedule,
    outcome: Outcome,
    options: int | None = None,
    reference_loss: float = HALF,
    met_at: datetime | None = None,
) -> dict[str, SeriesScore | None]:
    """The scores of each forecaster in `series`; None where all of their forecasts are late.

    series: forecasts in any order.  kind: for a conditional, that of its consequent.  outcome: binary 1 yes, 0 no, a
    share in between; categorical and ordered the index of an option; numeric a number; date an instant in UTC, None
    for not by the horizon `closes`; graded the median grade, 1..5.  options: their number, for categorical and
    ordered.  reference_loss: the loss of the open time before the first forecast, in Brier's 0..1, for binary and
    graded; for options it is that of equal probabilities, for baseline and peer 0.  met_at: when a conditional's
    antecedent was met; then only the forecast in force just before counts, and every way of counting gives its loss.
    Raises ValueError for an outcome or a forecast that does not fit the kind.

    >>> from datetime import UTC
    >>> schedule = Schedule(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC),
    ...                     datetime(2025, 1, 9, tzinfo=UTC))
    >>> stated = [Stated(Binary(0.5), datetime(2025, 1, 3, tzinfo=UTC), 1, "a"),
    ...           Stated(Binary(0), datetime(2025, 1, 7, tzinfo=UTC), 2, "b")]
    >>> score = score_question("binary", {"somebody": stated}, schedule=schedule, outcome=0)["somebody"]
    >>> score.values["brier_first"], score.values["brier_last"], score.values["brier_mean_update"]
    (0.25, 0.0, 0.125)
    >>> round(score.values["brier_time_weighted"], 12)  # (2 * .25 + 4 * .25 + 2 * 0) / 10
    0.15
    >>> score.coverage, score.inputs  # (4 + 2) / 10
    (0.6, ('a', 'b'))
    """
    match kind:
        case "binary":
            y = _number(outcome)
            lines = _lines(series, Binary, schedule, met_at)
            measures = binary_measures(y, reference_loss=reference_loss)
            return _score(series, lines, measures, _rivals(lines, y))
        case "graded":
            graded = _lines(series, Binary, schedule, met_at)
            v = grade_value(_number(outcome))
            return _score(series, graded, graded_measures(v, reference_loss=reference_loss), {})
        case "categorical" | "ordered":
            index, several = _index(outcome, options), _lines(series, Options, schedule, met_at)
            return _score_options(kind, series, several, index, options or 0)
        case "numeric":
            numbers = _lines(series, Quantiles, schedule, met_at)
            return _score(series, numbers, numeric_measures(_number(outcome)), {})
        case "date":
            dates = _lines(series, DateCdf, schedule, met_at)
            return _score(series, dates, date_measures(_instant(outcome), schedule=schedule), {})
        case _:
            assert_never(kind)


def score_interim(
    series: Mapping[str, Sequence[Stated[Forecast]]], *, schedule: Schedule, interim_at: datetime
) -> dict[str, SeriesScore | None]:
    """The scores of a pending date prediction at `interim_at`, where the integral ends.

    It has not happened by then and nothing later is scored, so the score is proper for what is known. The integral is
    divided by interim_at - opens. Forecasts at or after that instant do not count, and `schedule.known_at` is
    ignored.

    >>> from datetime import UTC
    >>> day = [datetime(2025, 1, n, tzinfo=UTC) for n in range(1, 12)]
    >>> soon = Stated(DateCdf(((day[0], 0.5), (day[10], 0.5))), day[0], 1, "a")
    >>> scores = score_interim({"a": [soon]}, schedule=Schedule(day[0], day[10], day[10]), interim_at=day[4])
    >>> scores["a"].values["twcrps"], scores["a"].values["twcrps_days"]
    (0.25, 1.0)
    """
    cut = Schedule(schedule.opens, min(interim_at, schedule.closes), interim_at)
    return score_question("date", series, schedule=cut, outcome=None)


def late_from(schedule: Schedule, *, met_at: datetime | None = None) -> datetime:
    """The instant from which on a forecast is late and counts in no score.

    >>> from datetime import UTC
    >>> opens, met, known = (datetime(2025, 1, n, tzinfo=UTC) for n in (1, 5, 9))
    >>> late_from(Schedule(opens, known, known), met_at=met) == met
    True
    """
    return schedule.known_at if met_at is None else min(met_at, schedule.known_at)


def _lines(
    series: Mapping[str, Sequence[Stated[Forecast]]],
    form: type[F],
    schedule: Schedule,
    met_at: datetime | None,
) -> Lines[F]:
    late = late_from(schedule, met_at=met_at)
    every = {name: in_force(_of_form(stated, form), before=late) for name, stated in series.items()}
    counted = {name: stated for name, stated in every.items() if stated}
    if met_at is not None:
        counted, schedule = _as_one_day(counted, met_at)
    held = {name: hold(stated, schedule=schedule) for name, stated in counted.items()}
    return Lines(schedule, counted, {name: holding for name, holding in held.items() if holding is not None})


def _of_form(stated: Sequence[Stated[Forecast]], form: type[F]) -> list[Stated[F]]:
    if not all(isinstance(one.forecast, form) for one in stated):
        raise ValueError(f"A forecast of this kind must be {form.__name__}.")
    return cast("list[Stated[F]]", list(stated))


def _as_one_day(
    counted: Mapping[str, Sequence[Stated[F]]], met_at: datetime
) -> tuple[dict[str, list[Stated[F]]], Schedule]:
    """A schedule of one day with only the forecasts in force just before `met_at`."""
    in_force_then = {
        name: [Stated(stated[-1].forecast, met_at, stated[-1].order, stated[-1].id)]
        for name, stated in counted.items()
    }
    return in_force_then, Schedule(met_at, met_at + DAY, met_at + DAY)


def _score(
    series: Mapping[str, Sequence[Stated[Forecast]]],
    lines: Lines[F],
    measures: Sequence[Measure[F]],
    comparisons: Comparisons,
) -> dict[str, SeriesScore | None]:
    scores = {
        name: score_series(
            stated, holding=lines.holdings.get(name), measures=measures, comparisons=comparisons.get(name, {})
        )
        for name, stated in lines.counted.items()
    }
    return {name: scores.get(name) for name in series}


def _score_options(
    kind: Literal["categorical", "ordered"],
    series: Mapping[str, Sequence[Stated[Forecast]]],
    lines: Lines[Options],
    index: int,
    options: int,
) -> dict[str, SeriesScore | None]:
    spoken = [one.forecast.probabilities for stated in lines.counted.values() for one in stated]
    if any(len(probabilities) != options for probabilities in spoken):
        raise ValueError(f"A forecast needs one probability for each of the {options} options.")
    peers = _peers(lines, lambda said: math.log(clip(said.probabilities[index])))
    comparisons: Comparisons = {name: {"peer": peers.get(name)} for name in lines.counted}
    if kind == "categorical":
        return _score(series, lines, categorical_measures(index, options=options), comparisons)
    return _score(series, lines, ordered_measures(index, options=options), comparisons)


def _rivals(lines: Lines[Binary], y: float) -> Comparisons:
    """The values that compare a forecaster with the others; None where no time was open."""
    peers = _peers(lines, lambda said: mix(math.log(clip(said.p)), math.log(clip(1 - said.p)), y))
    numbers = {name: [one.forecast.p for one in lines.counted[name]] for name in lines.holdings}
    relative = relative_briers(numbers, holdings=lines.holdings, y=y, days=lines.schedule.days)
    return {
        name: {"peer": peers.get(name), "relative_brier_vs_daily_median": relative.get(name)}
        for name in lines.counted
    }


def _peers(lines: Lines[F], log: Callable[[F], float]) -> dict[str, float]:
    logs = {name: [log(one.forecast) for one in lines.counted[name]] for name in lines.holdings}
    return peer_scores(logs, holdings=lines.holdings, schedule=lines.schedule)


def _number(outcome: Outcome) -> float:
    if not isinstance(outcome, int | float) or not math.isfinite(outcome):
        raise ValueError(f"{outcome!r} is not a finite number.")
    return float(outcome)


def _index(outcome: Outcome, options: int | None) -> int:
    if options is None or not isinstance(outcome, int) or not 0 <= outcome < options:
        raise ValueError(f"{outcome!r} is not the index of one of {options} options.")
    return outcome


def _instant(outcome: Outcome) -> datetime | None:
    if outcome is None:
        return None
    if not isinstance(outcome, datetime):
        raise ValueError(f"{outcome!r} is not an instant.")  # noqa: TRY004 - as every outcome that does not fit
    require_utc(outcome)
    return outcome
