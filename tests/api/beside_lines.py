"""A story whose predictions are withheld, and every line that could be sent beside them."""

from __future__ import annotations

from typing import Any

SECRET = "zyxsecret"
HAPPENED = {"headline": "Something", "occurred_on": "2025-12-31"}
AT = "2025-01-01T00:00:00Z"
IN_STORY = {"headline": "Something", "occurred_on": "2025-01-01"}


def line(kind: str, **fields: Any) -> dict[str, Any]:
    return {"at": AT, "kind": kind, **fields}


def story(said: dict[str, str]) -> list[dict[str, Any]]:
    """One of each that a line can name, all of it sealed."""
    shared = {"statement": f"{SECRET} line", "closes": "2026-06-30", "author": "ada", **said}

    def predicted(name: str, **more: Any) -> dict[str, Any]:
        return line("prediction", id=name, **{"type": "binary", **shared, **more})

    quote = {"quote": {"exact": f"{SECRET} quote"}, "stance": "asserts", "probability_source": "none"}
    resolved = {"outcome": "yes", "developments": ["E"]}
    return [
        line("forecaster", id="ada", name="Ada of the source"),
        line("essay", id="essay", title="An essay"),
        line("claim", id="C", essay="essay", **quote),
        predicted("P", claim="C"),
        predicted("G", type="graded"),
        predicted("I", type="conditional", antecedent={"statement": SECRET, "by": "2026-01-31"}),
        *(predicted(name) for name in ("R", "F", "U")),
        line("development", id="E", **IN_STORY),
        line("development", id="D", **IN_STORY, resolves={"prediction": "P", "outcome": "yes"}),
        line("resolution", seq=1, prediction="R", final_at="2027-01-01T00:00:00Z", **resolved),
        line("resolution", seq=1, prediction="F", final_at="2025-01-02T00:00:00Z", **resolved),
        line("resolution", seq=1, prediction="U", final_at="2027-01-01T00:00:00Z", **resolved),
        line("dispute", seq=2, prediction="U", reason=SECRET),
    ]


NEW = {"id": "N", "type": "binary", "statement": "Mine", "closes": "2026-06-30", "author": "ada"}
OF_P = {"prediction": "P", "seq": 9}
LINES: dict[str, tuple[str, dict[str, Any]]] = {
    "claim again": ("/id", story({})[2]),
    "prediction again": ("/id", {**story({})[3], "statement": "A guess"}),
    "prediction with its claim": ("/claim", line("prediction", **NEW, claim="C")),
    "prediction with a rule": ("/prediction", line("prediction", **NEW, rule={"prediction": "P", "is": "yes"})),
    "prediction instead": ("/supersedes", line("prediction", **NEW, supersedes="P")),
    "forecast": ("/prediction", line("forecast", **OF_P, forecaster="ada", probability_source="author_numeric", p=0.4)),
    "development about it": ("/about/0", line("development", id="A", **IN_STORY, about=["P"])),
    "development outright": (
        "/resolves/prediction",
        line("development", id="O", **IN_STORY, resolves={"prediction": "P", "outcome": "no"}),
    ),
    "development again": ("/id", line("development", id="D", **IN_STORY)),
    "evidence": ("/prediction", line("evidence", **OF_P, development="E", bearing="supports")),
    "resolution": ("/prediction", line("resolution", **OF_P, outcome="yes", developments=["E"])),
    "grade": ("/prediction", line("grade", seq=9, prediction="G", grader="Rita", grade=2)),
    "re_resolution": (
        "/prediction",
        line("re_resolution", seq=9, prediction="R", outcome="no", reason="wrong", developments=["E"]),
    ),
    "antecedent_met": ("/prediction", line("antecedent_met", seq=9, prediction="I")),
    "final": ("/prediction", {**line("final", seq=9, prediction="F"), "at": "2025-02-01T00:00:00Z"}),
    "amendment": ("/prediction", line("amendment", **OF_P, reason="clearer", criteria="Clearer")),
    "withdrawal": ("/prediction", line("withdrawal", **OF_P, reason="no more")),
    "dispute": ("/prediction", line("dispute", seq=9, prediction="R", reason="was it?")),
    "uphold": ("/prediction", line("uphold", seq=9, prediction="U", reason="it was")),
}  # fmt: skip
"""What a line is -> where it is refused, and the line. Those that stand again are told apart by nothing."""

LINES_OF_NOTHING_WITHHELD = {"forecaster", "essay"}
