"""What people type: which request each command makes, and what it prints of the answer."""

from __future__ import annotations

import json

import pytest

from tests.cli.loopback import Reply, problem

LOG = "POST /v1/predictions"
ID = "prd_7f3k9x2mqa"
RESOLUTION = f"POST /v1/predictions/{ID}/resolution"
HAPPENED = "POST /v1/developments"
MATCHES = "GET /v1/developments/dev_1/matches"
REPORT = "GET /v1/reports/track-record"

PREDICTION = {
    "id": ID, "summary": "Ada puts a 40% chance on: X falls (by 31 Dec 2025).", "next": "On 1 Jan 2026 you will be asked.",
    "deadline": {"on": "2025-12-31", "at": "2025-12-31T15:00:00Z", "timezone": "Asia/Tokyo"}, "outcome": None,
    "warnings": ["the rule names a type nobody has recorded"], "version": 3,
}  # fmt: skip
DEVELOPMENT = {"id": "dev_1", "headline": "H", "occurred_on": "2025-10-21", "occurred_at": None}


@pytest.fixture
def logging(people, loopback):
    """Runs `tracker log` and gives what was sent with the result."""
    loopback.replies[LOG] = [Reply(201, PREDICTION)]

    def run(*arguments):
        result = people("log", *arguments)
        return (loopback.seen[-1].json if loopback.seen else None), result

    return run


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        (["X falls, 40% by end 2025 #japan"],
         {"statement": "X falls", "probability": "40%", "deadline": "2025-12-31", "topics": ["japan"]}),
        (["X falls", "0.4", "--by", "2025-12"], {"statement": "X falls", "probability": "0.4", "deadline": "2025-12-31"}),
        (["X falls by 2025-12-31", "40%"], {"statement": "X falls", "probability": "40%", "deadline": "2025-12-31"}),
        (["X falls, 40% by 2024", "--by", "2025-12-31"],
         {"statement": "X falls, 40% by 2024", "deadline": "2025-12-31"}),
        (["X falls by 2025-12-31 #a", "--topic", "b", "--topic", "c"],
         {"statement": "X falls", "deadline": "2025-12-31", "topics": ["a", "b", "c"]}),
        (["X", "--by", "2025-12-31", "--criteria", "C", "--quote", "Q", "--essay", "https://e.org", "--author", "Bo",
          "--rule", '{"event_type": "x.y"}', "--default", "no", "--settlement", "at_once", "--timezone", "Asia/Tokyo",
          "--note", "N", "--again"],
         {"statement": "X", "deadline": "2025-12-31", "criteria": "C", "quote": "Q", "essay": "https://e.org",
          "author": "Bo", "rule": {"event_type": "x.y"}, "default_outcome": "no", "settlement": "at_once",
          "timezone": "Asia/Tokyo", "note": "N", "again": True}),
    ],
)  # fmt: skip
def test_logging_sends_what_was_said_and_nothing_else(logging, arguments, body):
    sent, result = logging(*arguments)
    assert result.exit_code == 0
    assert sent == body


def test_logging_prints_what_it_understood_and_what_stands_now(logging):
    _, result = logging("X falls, 40% by end 2025 #japan")
    assert result.stdout.splitlines() == [
        "Ada puts a 40% chance on: X falls (by 31 Dec 2025).",
        f"{ID}  deadline 2025-12-31T15:00:00Z (Asia/Tokyo)",
        "On 1 Jan 2026 you will be asked.",
    ]
    assert result.stderr.splitlines() == [
        "Understood: X falls, 40% by 2025-12-31 #japan",
        "Warning: the rule names a type nobody has recorded",
    ]


def test_logging_for_a_program_prints_the_answer_alone(logging):
    _, result = logging("X falls", "--by", "2025-12-31", "--json")
    assert json.loads(result.stdout) == PREDICTION
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["X falls", "40%"], "The deadline is missing."), (["X falls, 40% by 2025-12-31", "30%"], "40% and 30%"),
     (["X falls", "--by", "2025"], "Write 2025-12-31"), (["X falls by 2025-02-30"], "not a day of the calendar"),
     (["X", "--by", "2025-12", "--rule", "{"], "--rule cannot be read"),
     (["X", "--by", "2025-12", "--rule", "@/nowhere"], "--rule cannot be read"),
     (["X", "--by", "2025-12", "--rule", "[1]"], "must be an object"), ([""], "The deadline is missing.")],
)  # fmt: skip
def test_what_cannot_be_understood_is_never_sent(logging, loopback, arguments, words):
    _, result = logging(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert loopback.seen == []


def test_a_rule_can_come_from_a_file(logging, tmp_path):
    (tmp_path / "rule.json").write_text('{"not": {"event_type": "x"}}')
    sent, _ = logging("X", "--by", "2025-12-31", "--rule", f"@{tmp_path / 'rule.json'}")
    assert sent["rule"] == {"not": {"event_type": "x"}}


def test_logging_the_same_again_says_where_it_stands_and_how_to_insist(people, loopback):
    loopback.replies[LOG] = [
        problem(409, "the same is there already", code="already_recorded", address=f"/v1/predictions/{ID}")
    ]
    result = people("log", "X", "--by", "2025-12-31")
    assert result.exit_code == 1
    assert f"/v1/predictions/{ID}" in result.stderr
    assert "--again" in result.stderr


def test_resolving_sends_the_outcome_with_its_source(people, loopback):
    outcome = {"outcome": "no", "resolution_number": 1}
    loopback.replies[RESOLUTION] = [Reply(201, {**PREDICTION, "outcome": outcome, "warnings": []})]
    result = people("resolve", ID, "no", "--on", "2025-10-21", "--source", "https://e.org", "--headline", "H",
                    "--note", "N", "--as-of", "2025-10-20")  # fmt: skip
    assert result.exit_code == 0
    assert "Outcome: no." in result.stdout.splitlines()
    [seen] = loopback.seen
    assert "If-Match" not in seen.headers
    assert seen.json == {
        "outcome": "no", "happened_on": "2025-10-21", "source": "https://e.org", "headline": "H", "note": "N",
        "resolved_as_of": "2025-10-20",
    }  # fmt: skip


def test_changing_an_outcome_names_the_version_that_was_read(people, loopback):
    loopback.replies[f"GET /v1/predictions/{ID}"] = [Reply(200, PREDICTION, {"ETag": '"v3.abc"'})]
    loopback.replies[RESOLUTION] = [Reply(201, PREDICTION)]
    assert people("resolve", ID, "yes", "--on", "2025-10-21", "--reason", "misread").exit_code == 0
    assert loopback.seen[-1].headers["If-Match"] == '"v3.abc"'
    assert loopback.seen[-1].json["reason"] == "misread"


def test_changing_an_outcome_without_a_reason_asks_for_one(people, loopback):
    loopback.replies[RESOLUTION] = [problem(428, "send If-Match", code="precondition_required")]
    result = people("resolve", ID, "yes", "--on", "2025-10-21")
    assert result.exit_code == 1
    assert "--reason" in result.stderr


def page(*ids, cursor=None):
    return Reply(200, {"items": [{"id": one} for one in ids], "next_cursor": cursor})


@pytest.mark.parametrize("beginning", ["prd_7f3", "7f3", ID, ID.removeprefix("prd_")])
def test_the_beginning_of_an_id_will_do(people, loopback, beginning):
    loopback.replies["GET /v1/predictions"] = [page("prd_0000000000", cursor="c"), page(ID)]
    loopback.replies[RESOLUTION] = [Reply(201, PREDICTION)]
    assert people("resolve", beginning, "no", "--on", "2025-10-21", "--note", "N").exit_code == 0


@pytest.mark.parametrize(
    ("ids", "words"), [([], "No prediction's id begins with prd_7"), ([ID, "prd_7zzzzzzzzz"], "Several")]
)
def test_a_beginning_that_means_none_or_several_is_refused(people, loopback, ids, words):
    loopback.replies["GET /v1/predictions"] = [page(*ids)]
    result = people("resolve", "7", "no", "--on", "2025-10-21", "--note", "N")
    assert result.exit_code == 1
    assert words in result.stderr
    assert all(one.method == "GET" for one in loopback.seen)


def test_what_happened_is_recorded_and_shows_what_it_could_settle(people, loopback):
    could_settle = [{"id": ID, "statement": "X falls"}]
    loopback.replies[HAPPENED] = [Reply(201, {**DEVELOPMENT, "could_settle": could_settle})]
    loopback.replies[MATCHES] = [Reply(200, {"items": []})]
    result = people("happened", "H", "--on", "2025-10-21", "--source", "https://a", "--source", "https://b",
                    "--type", "cabinet.ends", "--actor", "A", "--tag", "t", "--ends", "Cabinet",
                    "--settles", f"{ID}=no", "--note", "N")  # fmt: skip
    assert result.stdout.splitlines() == ["dev_1  2025-10-21  H", "It could settle:", f"  {ID}  X falls"]
    assert loopback.seen[0].json == {
        "headline": "H", "occurred_on": "2025-10-21", "sources": ["https://a", "https://b"], "actors": ["A"],
        "event_type": "cabinet.ends", "tags": ["t"], "ends_actor": "Cabinet", "note": "N",
        "resolves": {"prediction": ID, "outcome": "no"},
    }  # fmt: skip


def test_what_it_may_concern_is_listed_behind_what_it_could_settle(people, loopback):
    could_settle = [{"id": ID, "statement": "X falls"}]
    items = [{"id": ID, "statement": "X falls"}, {"id": "prd_0000000002", "statement": "Y falls"}]
    loopback.replies[HAPPENED] = [Reply(201, {**DEVELOPMENT, "could_settle": could_settle})]
    loopback.replies[MATCHES] = [Reply(200, {"items": items})]
    result = people("happened", "H", "--on", "2025-10-21")
    assert result.stdout.splitlines()[1:] == [
        "It could settle:", f"  {ID}  X falls", "It may concern:", "  prd_0000000002  Y falls",
    ]  # fmt: skip
    told = json.loads(people("happened", "H", "--on", "2025-10-21", "--json").stdout)
    assert told == {**DEVELOPMENT, "could_settle": could_settle, "matches": items}


def test_what_happened_is_recorded_even_where_matches_cannot_be_asked_for(people, loopback):
    loopback.replies[HAPPENED] = [Reply(201, {**DEVELOPMENT, "could_settle": []})]
    result = people("happened", "H", "--on", "2025-10-21")
    assert (result.exit_code, "It may concern" in result.stdout) == (0, False)


def test_an_instant_is_sent_as_one(people, loopback):
    loopback.replies[HAPPENED] = [Reply(201, {**DEVELOPMENT, "could_settle": []})]
    result = people("happened", "H", "--on", "2025-10-21T10:00:00+09:00")
    assert loopback.seen[0].json == {"headline": "H", "occurred_at": "2025-10-21T10:00:00+09:00"}
    assert "No open prediction depends on it." in result.stdout


@pytest.mark.parametrize("settles", [ID, f"{ID}=maybe", "=yes"])
def test_settling_names_a_prediction_and_yes_or_no(people, loopback, settles):
    assert people("happened", "H", "--on", "2025-10-21", "--settles", settles).exit_code == 2
    assert loopback.seen == []


DOCUMENT = {
    "head": "ab", "overall": {"brier": {"last": {"mean": 0.1}}},
    "plain": {"title": "Ada: 2025", "verdict": "Too few to judge yet.", "sentences": ["One.", "Two."], "counted": "3 recorded."},
}  # fmt: skip


def test_a_report_is_printed_in_its_own_sentences(people, loopback):
    loopback.replies[REPORT] = [Reply(200, DOCUMENT)]
    assert people("report").stdout.splitlines() == [
        "Ada: 2025", "Too few to judge yet.", "One.", "Two.", "", "3 recorded.",
    ]  # fmt: skip
    assert loopback.seen[0].query == {}


def test_a_report_for_a_program_is_the_document(people, loopback):
    loopback.replies[REPORT] = [Reply(200, DOCUMENT)]
    assert json.loads(people("report", "--json").stdout) == DOCUMENT


def test_every_choice_of_a_report_is_handed_on(people, loopback):
    loopback.replies[REPORT] = [Reply(200, DOCUMENT)]
    choice = {"forecaster": "ada", "topic": "t", "essay": "e", "as_of": "12", "rule": "all", "include": "imported,assigned",
              "cohort": "settled", "from": "2025-01-01", "to": "2025-12-31", "by": "topic"}  # fmt: skip
    options = [word for name, value in choice.items() for word in (f"--{name.replace('_', '-')}", value)]
    assert people("report", *options).exit_code == 0
    assert loopback.seen[0].query == choice


def test_the_rules_of_scoring_are_printed_with_range_and_direction(people, loopback):
    brier = {
        "name": "brier", "version": 1, "formula": "(p - y)^2", "low": 0.0, "high": 1.0, "better": "lower",
        "is_proper": True, "source": "Brier (1950)",
    }  # fmt: skip
    peer = {**brier, "name": "peer", "low": None, "high": None, "better": "higher", "is_proper": False}
    loopback.replies["GET /v1/rules"] = [Reply(200, {"items": [brier, peer]})]
    assert people("rules").output.splitlines() == [
        "brier (version 1): (p - y)^2",
        "  0 to 1, lower is better. Source: Brier (1950).",
        "peer (version 1): (p - y)^2",
        "  no bounds, higher is better; improper, for comparison only. Source: Brier (1950).",
    ]
