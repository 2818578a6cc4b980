"""No history makes a report, the week or a page fail: whatever people say and take back, live or by import.

Every request that reads must be answered, and what the report counts must add up to what was recorded. Writes may be
refused.
"""

import json
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.api.served import served
from tests.reports.stories import funnel_parts

KNOTS = [["2026-01-20T00:00:00Z", 0.3], ["2026-03-01T00:00:00Z", 0.6]]
QUANTILES = [[level, 10 + 10 * level] for level in (0.1, 0.25, 0.5, 0.75, 0.9)]
KINDS = {
    "binary": ({"probability": 0.9}, ["yes", "no", {"partial": 0.5}]),
    "graded": ({"probability": 0.9}, [1, 4]),
    "categorical": ({"probabilities": {"A": 0.3, "B": 0.7}}, ["A", "B"]),
    "ordered": ({"probabilities": {"A": 0.3, "B": 0.7}}, ["A", "B"]),
    "numeric": ({"quantiles": QUANTILES}, [12, -3]),
    "date": ({"cdf": KNOTS}, ["2026-02-01", "never"]),
    "conditional": ({"probability": 0.9}, ["yes", "no"]),
    "thesis": ({}, ["yes"]),
}
"""Kind -> a forecast on it, and what can come of it."""

HEDGES = ({"probability": "could"}, {"probability": "may"})
WORDS = ({"probability": "likely"}, {"probability": 0}, {"probability": "certainly maybe"})
BESIDE = {
    "conditional": {"antecedent": {"statement": "They meet", "by": "2026-02-10"}},
    "categorical": {"options": ["A", "B"]},
    "ordered": {"options": ["A", "B"]},
    "numeric": {"unit": "%"},
}
VERBS = ("forecast", "forecast", "resolve", "resolve", "annul", "dispute", "uphold", "undo", "withdraw",
         "grade", "meet", "wait", "open up", "take back", "import")  # fmt: skip

kinds = st.sampled_from(("binary", "binary", "graded", *KINDS))
picks = st.integers(0, 3)
first = st.tuples(kinds, picks, st.sampled_from(("public", "public", "private")))
step = st.tuples(st.sampled_from(VERBS), picks, picks, st.sampled_from(("author", "editor")))
histories = st.tuples(st.lists(first, min_size=1, max_size=3), st.lists(step, max_size=12))


class History:
    """What a drawn history does to a tracker; a refusal is an answer like any other, a failure is not."""

    def __init__(self, instance):
        self.instance, self.logged, self.imported = instance, [], 0

    def ask(self, path, body, *, key="author"):
        tag = self.instance.get(path.rpartition("/")[0], key=key).headers.get("ETag")
        answer = self.instance.post(path, body, key=key, **({"If_Match": tag} if tag else {}))
        assert answer.status_code < 500, (path, body, answer.text)
        return answer

    def log(self, kind, which, visibility):
        said = {
            "statement": f"It comes {len(self.logged)}",
            "deadline": "2026-03-31",
            "type": kind,
            "visibility": visibility,
            **BESIDE.get(kind, {}),
            **said_on(kind, which),
        }
        answer = self.instance.post("/v1/predictions", said, key="author")
        assert answer.status_code < 500, answer.text
        if answer.status_code == 201:
            self.logged.append((answer.json["id"], kind))

    def do(self, verb, which, what, key):
        if verb == "wait":
            self.instance.wait(days=(0, 2, 40, 90)[what])
        elif verb == "import":
            self.import_one(which, what)
        elif self.logged:
            name, kind = self.logged[which % len(self.logged)]
            self.change(verb, f"/v1/predictions/{name}", kind, what, key)

    def change(self, verb, at, kind, what, key):
        day = (self.instance.clock() - timedelta(days=(0, 1, 1, 3)[what])).date().isoformat()
        outcome = KINDS[kind][1][what % len(KINDS[kind][1])]
        told = {"happened_on": day, "note": "seen", "source": "https://news.example/1", "reason": f"{day}"}
        changes = {
            "forecast": ("forecasts", said_on(kind, what)),
            "resolve": ("resolution", {"outcome": outcome, **told}),
            "annul": ("annul", {"reason": "ambiguous"}),
            "dispute": ("dispute", {"reason": "not so"}),
            "uphold": ("uphold", {"reason": "it was"}),
            "undo": ("undo", {}),
            "withdraw": ("withdraw", {"reason": "no more"}),
            "grade": ("grades", {"grade": what + 1}),
            "meet": ("antecedent", {"happened_on": day}),
            "open up": ("visibility", {"visibility": "public"}),
        }
        if verb == "take back":
            for one in self.instance.get(f"{at}/forecasts", key=key).json.get("items", [])[-1:]:
                self.ask(f"/v1/forecasts/{one['id']}/undo", {}, key=key)
            return
        path, body = changes[verb]
        self.ask(f"{at}/{path}", body, key=key)

    def import_one(self, which, what):
        """A prediction of an old record with its forecasts and, mostly, its outcome."""
        self.imported += 1
        kind = tuple(KINDS)[(which * 4 + what + self.imported) % len(KINDS)]
        run = self.instance.made("/v1/imports", {"source": f"s{self.imported}", "timezone": "UTC"})["run"]
        body = b"\n".join(json.dumps(line).encode() for line in imported(kind, which, what))
        headers = self.instance.headers("author") | {"Content-Type": "application/x-ndjson"}
        answer = self.instance.client.post(f"/v1/imports/{run}/lines", data=body, headers=headers)
        assert answer.status_code < 500, answer.text
        self.instance.post(f"/v1/imports/{run}/finish", key="author")


def said_on(kind, which):
    """A number, a hedge, a word or nothing; hedges and words are refused by kinds that take neither."""
    return (KINDS[kind][0], HEDGES[0], {}, WORDS[which % len(WORDS)])[which]


def imported(kind, which, what):
    at, outcome = "2025-01-01T00:00:00Z", KINDS[kind][1][what % len(KINDS[kind][1])]
    beside = {name: value for name, value in BESIDE.get(kind, {}).items() if name != "antecedent"}
    if kind == "conditional":
        beside["antecedent"] = {"statement": "They meet", "by": "2025-05-31"}
    said = [
        {"term": "could", "scale": "icd203"},
        {"p": 0.7},
        {"term": "could", "scale": "icd203"},
        KINDS[kind][0],
    ]
    said = [{("p" if name == "probability" else name): value for name, value in one.items()} for one in said]
    told = said[which:] if kind in {"binary", "graded", "conditional"} else [KINDS[kind][0]]
    lines = [
        {"kind": "forecaster", "id": "bo", "name": "Bo"},
        {"kind": "prediction", "id": "P", "type": kind, "statement": f"It came {which}{what}", "closes": "2025-06-30", **beside},
        *({"kind": "forecast", "prediction": "P", "forecaster": "bo", "probability_source": "author_numeric" if "p" in one else "author_verbal", **one} for one in told),
        {"kind": "resolution", "prediction": "P", "outcome": outcome, "at": "2025-02-01T00:00:00Z"},
        {"kind": "forecast", "prediction": "P", "forecaster": "bo", "probability_source": "none", "term": "could", "at": "2025-03-01T00:00:00Z"},
        {"kind": "dispute", "prediction": "P", "reason": "no", "at": "2025-02-02T00:00:00Z"},
        {"kind": "re_resolution", "prediction": "P", "outcome": outcome, "reason": "a recount", "at": "2025-02-03T00:00:00Z"},
    ]  # fmt: skip
    return [{"at": at, "seq": n, **one} for n, one in enumerate(lines[: len(lines) - what])]


def reads(instance):
    """Everything that is read of the whole record, in every cut of the report."""
    report = "/v1/reports/track-record"
    position = instance.position()
    yield from (f"{report}?{query}" for query in (
        "", "include=imported,assigned,retrospective", "cohort=settled", "cohort=made&by=prediction",
        "by=topic", "by=essay&rule=each_update", "rule=daily&include=imported", "from=2025-01-01&to=2026-12-31",
        "as_of=2026-01-03", "as_of=2025-02-02", "as_of=2026-01-01T12:00:00Z", f"as_of={position}",
        f"as_of={position // 2 + 1}&include=imported", "forecaster=Ada%20Example&include=assigned",
        "forecaster=Bo",
    ))  # fmt: skip
    yield from ("/", "/v1/week", "/v1/predictions?limit=200", "/v1/developments", "/v1/forecasters",
                "/v1/claims", "/v1/topics", "/v1/waiting-for", "/v1/events?limit=200",
                "/v1/predictions?status=resolved", "/v1/predictions?as_of=2026-01-02", "/feeds/predictions.atom",
                "/feeds/outcomes.json", "/feeds/outcomes.atom", "/calendar.ics")  # fmt: skip
    yield from (f"/v1/exports?format={form}" for form in ("story", "csv", "claimreview", "fatebook"))


def reads_of(prediction):
    yield from (f"/v1/predictions/{prediction}{part}" for part in (
        "", "/scores", "/scores?interim_at=2026-02-01T00:00:00Z", "/history", "/proof", "/forecasts", "/grades", "/evidence",
    ))  # fmt: skip
    yield f"/embed/predictions/{prediction}.svg"
    yield f"/embed/predictions/{prediction}.html"


@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each example costs a second: shrinking, minutes
    suppress_health_check=list(HealthCheck),
)
@given(histories)
@example(([("binary", 1, "public"), ("graded", 1, "public")], [("resolve", 0, 1, "author")]))
@example(([], [("import", 0, 0, "author"), ("import", 2, 3, "author"), ("import", 0, 3, "author")]))
def test_no_history_makes_a_report_a_week_or_a_page_fail(history):
    first_ones, steps = history
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as instance:
        lived = History(instance)
        for one in first_ones:
            lived.log(*one)
        for one in steps:
            lived.do(*one)
        instance.wait(hours=1)
        recorded = instance.get("/v1/predictions", key="author", limit=200).json["items"]
        for_all = [*reads(instance), *(path for one in recorded for path in reads_of(one["id"]))]
        answers = {path: instance.get(path, key="author") for path in for_all}
        assert {path: one.status_code for path, one in answers.items() if one.status_code >= 500} == {}
        funnel = answers["/v1/reports/track-record?"].json["funnel"]
        assert funnel["recorded"] == funnel_parts(funnel)
