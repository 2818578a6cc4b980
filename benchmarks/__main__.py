"""Measures everything that is asked, prints the table and writes it to benchmarks/RESULTS.md.

python -m benchmarks                 all of it, in about a quarter of an hour
python -m benchmarks --quick         one short round each: shows that it runs, its figures mean little
python -m benchmarks append http     only these questions; written nowhere unless --results says where
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks import (
    append,
    client,
    commands,
    deliveries,
    http,
    lists,
    replay,
    scores,
    size,
    start,
    story,
    verify,
)
from benchmarks.databases import Place, open_databases, postgres_server
from benchmarks.figures import FULL, QUICK, Figure, Pace, as_table
from benchmarks.machine import describe_machine, flush_ms

RESULTS = Path(__file__).parent / "RESULTS.md"

QUESTIONS: dict[str, Callable[[Place, Pace], Iterator[Figure]]] = {
    "append": append.measure,
    "commands": commands.measure,
    "replay": replay.measure,
    "http": http.measure,
    "verify": verify.measure,
    "lists": lists.measure,
    "size": size.measure,
    "scores": scores.measure,
    "start": start.measure,
    "story": story.measure,
    "client": client.measure,
    "deliveries": deliveries.measure,
}


@click.command()
@click.argument("questions", nargs=-1, type=click.Choice(list(QUESTIONS)))
@click.option("--quick", is_flag=True, help="One short round each.")
@click.option("--results", type=click.Path(path_type=Path), help="Where the table is written.")
def main(questions: tuple[str, ...], *, quick: bool, results: Path | None) -> None:
    """Measure this tracker against its peers."""
    began = time.monotonic()
    pace = QUICK if quick else FULL
    figures = []
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name, postgres_server() as server:
        before = flush_ms(Path(name))
        for question in questions or QUESTIONS:
            folder = Path(name) / question
            folder.mkdir()
            with open_databases(folder, server) as places:
                for place in places:
                    click.echo(f"{question} on {place.name}", err=True)
                    figures += list(QUESTIONS[question](place, pace))
        machine = describe_machine(server, flushes_ms=(before, flush_ms(Path(name))))
    page = _page(figures, machine, pace, took_s=time.monotonic() - began)
    click.echo(page)
    if results is None and not questions and not quick:
        results = RESULTS
    if results is not None:
        results.write_text(page, encoding="utf-8")


def _page(figures: list[Figure], machine: dict[str, str], pace: Pace, *, took_s: float) -> str:
    measured_at = datetime.now(UTC)
    lines = [
        "# How fast it is",
        "",
        f"Written by `make bench` on {measured_at:%Y-%m-%d %H:%M} UTC in {took_s:.0f} s. Medians of {pace.rounds} rounds",
        f"of {pace.turn_s:g} s in which ours and the peers take turns; the lowest and highest round in brackets; the ratio",
        "is the median of the rounds' ratios. Clients, servers and databases shared one machine; loopback and unix sockets.",
        "",
        *(f"- {name}: {said}" for name, said in machine.items()),
        "",
        as_table(figures),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
