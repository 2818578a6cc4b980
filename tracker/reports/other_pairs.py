"""The statistics of scored pairs on predictions of all other kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports.cohorts import Placed
from tracker.reports.means import mean_or_none
from tracker.reports.reading import Measured


@dataclass(frozen=True, kw_only=True)
class WisMean:
    """The mean weighted interval score in the predictions' unit, and its three parts."""

    mean: float | None
    over: float | None
    under: float | None
    dispersion: float | None


@dataclass(frozen=True, kw_only=True)
class NumberBlock:
    """The statistics of the `n` scored pairs on numeric predictions of one unit."""

    unit: str | None
    n: int
    wis: WisMean
    coverage: dict[str, float | None]
    ae_median: float | None


def headline(measured: Sequence[Measured], kind: str, **values: str) -> dict[str, float | None]:
    """The number of pairs of a kind, and the mean of its headline loss under its report name."""
    of_kind = [one for one in measured if one.kind == kind]
    return {"n": len(of_kind), **{name: _mean_value(of_kind, value) for name, value in values.items()}}


def numeric_blocks(placed: Sequence[Placed]) -> list[NumberBlock]:
    """One part a unit, in the order of units; means never mix units."""
    units: dict[str | None, list[Measured]] = {}
    for one in placed:
        if isinstance(one.numbers, Measured) and one.numbers.kind == "numeric":
            units.setdefault(one.prediction.unit, []).append(one.numbers)
    return [_of_numbers(units[unit], unit) for unit in sorted(units, key=lambda name: (name is None, name))]


def _of_numbers(measured: Sequence[Measured], unit: str | None) -> NumberBlock:
    return NumberBlock(
        unit=unit,
        n=len(measured),
        wis=WisMean(
            mean=_mean_value(measured, "wis"),
            over=_mean_value(measured, "over"),
            under=_mean_value(measured, "under"),
            dispersion=_mean_value(measured, "dispersion"),
        ),
        coverage={level: _mean_value(measured, f"coverage_{level}") for level in ("50", "90")},
        ae_median=_mean_value(measured, "ae_median"),
    )


def _mean_value(measured: Sequence[Measured], name: str) -> float | None:
    return mean_or_none([value for one in measured if (value := one.values.get(name)) is not None])


NO_NUMBERS = _of_numbers([], None)
