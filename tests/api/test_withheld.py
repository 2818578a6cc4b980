"""What is withheld is nowhere: every way out is read as raw bytes, in search of words that only the author knows."""

import hashlib
import json
from datetime import timedelta

import pytest

from tests.api.served import served
from tracker.projections.developments import find_development

SECRET = b"zyxsecret"
"""In every word of the sealed predictions, and nowhere else."""

LATER = "2026-03-01"
SEALS = {
    "private": {"visibility": "private"},
    "clients": {"visibility": "clients"},
    "embargo": {"visibility": "public", "visible_from": LATER},
}
OUTSIDERS = {"private": (None, "editor", "client"), "clients": (None,), "embargo": (None, "editor", "client")}
ESSAY = "https://essays.example/1"
COHORTS = ("due", "settled", "made")
FEEDS = ("/feeds/predictions", "/feeds/outcomes")
GROUPINGS = ("forecaster", "topic", "essay", "prediction")

WORDS = {
    "criteria": "zyxsecret-criteria",
    "note": "zyxsecret-note",
    "actor": "zyxsecret-actor",
    "topics": ["zyxsecret-topic"],
    "essay": ESSAY,
    "quote": "zyxsecret-quote",
}


def said(name, seal, **more):
    return {"statement": f"zyxsecret-{name}", **WORDS, **SEALS[seal], **more}


def seal_many(instance, seal):
    """Predictions of every kind in every state, each full of words; their answers by name."""
    rule = {"event_type": "zyxsecret.type", "actors": ["zyxsecret-a"], "tags": ["zyxsecret-tag"]}
    made = {
        "open": instance.log(**said("open", seal, rule=rule, probability=0.3, default_outcome="no")),
        "choice": instance.log(**said("choice", seal, **_choice())),
        "proposed": instance.log(**said("proposed", seal, **_choice(), rule={"metric": "zyxsecret.metric"})),
        "number": instance.log(**said("number", seal, type="numeric", unit="zyxsecret-u", quantiles=[[0.1, 1], [0.5, 2], [0.9, 3]])),
        "if": instance.log(**said("if", seal, type="conditional", probability=0.5, antecedent={"statement": "zyxsecret-if", "rule": rule})),
        "graded": instance.log(**said("graded", seal, type="graded", probability=0.9)),
        "void": instance.log(**said("void", seal, probability=0.1)),
        "contested": instance.log(**said("contested", seal, probability=0.1)),
        "typo": instance.log(**said("typo", seal)),
    }  # fmt: skip
    at = {name: f"/v1/predictions/{one['id']}" for name, one in made.items()}
    instance.made(f"{at['open']}/forecasts", {"probability": "likely", "note": "zyxsecret-why"})
    instance.made(f"{at['choice']}/forecasts", {"probabilities": {"zyxsecret-A": 0.9, "zyxsecret-B": 0.1}})
    seen = instance.made("/v1/developments", {"headline": "Something", "occurred_on": "2026-01-01"})["id"]
    link = {"development": seen, "bearing": "supports", "group": "zyxsecret-g", "note": "zyxsecret-link"}
    instance.made(f"{at['open']}/evidence", link)
    instance.change(f"{at['open']}/amend", {"criteria": "zyxsecret-clearer", "reason": "zyxsecret-because"})
    instance.change(f"{at['open']}/withdraw", {"reason": "zyxsecret-withdrawn"})
    instance.change(f"{at['void']}/annul", {"reason": "ambiguous", "note": "zyxsecret-void"})
    instance.made(f"{at['typo']}/undo")
    instance.made(f"{at['contested']}/resolution", {"outcome": "no", "note": "zyxsecret-no"})
    instance.change(f"{at['contested']}/dispute", {"reason": "zyxsecret-objection"})
    for who in ("author", "keeper"):
        instance.made(
            f"{at['graded']}/grades", {"grade": 4, "grader": who, "note": "zyxsecret-mark"}, key=who
        )
    instance.wait(days=20)
    outright = {"prediction": made["proposed"]["id"], "outcome": "zyxsecret-A"}
    instance.made(
        "/v1/developments", {"headline": "It came", "occurred_on": "2026-01-15", "resolves": outright}
    )
    instance.made(f"{at['choice']}/resolution", {"outcome": "zyxsecret-B", "happened_on": "2026-01-20",
        "source": "https://news.example/1", "reason": "zyxsecret-reason", "note": "zyxsecret-seen"})  # fmt: skip
    instance.work_off()
    instance.change(f"{at['choice']}/dispute", {"reason": "zyxsecret-objection"})
    instance.change(f"{at['choice']}/uphold", {"reason": "zyxsecret-upheld"})
    confirmed = {
        "outcome": 4,
        "note": "zyxsecret-median",
        "source": "https://news.example/2",
        "happened_on": "2026-01-20",
    }
    instance.made(f"{at['graded']}/resolution", confirmed)
    instance.work_off()
    return made


def _choice():
    return {
        "type": "categorical",
        "options": ["zyxsecret-A", "zyxsecret-B"],
        "probabilities": {"zyxsecret-A": 0.3, "zyxsecret-B": 0.7},
        "default_outcome": "zyxsecret-B",
        "settlement": "confirm",
    }


def ways_out(instance, made, *, who):
    """Every answer that somebody can get, by what was asked."""
    found = {}
    for one in made.values():
        for part in ("", "/history", "/proof", "/forecasts", "/scores", "/evidence", "/grades"):
            found[f"{one['statement']}{part}"] = instance.get(f"/v1/predictions/{one['id']}{part}", key=who)
        for form in ("svg", "html"):
            found[f"{one['statement']} {form}"] = instance.get(
                f"/embed/predictions/{one['id']}.{form}", key=who
            )
    paths = [
        "/v1/predictions?limit=200",
        "/v1/developments?limit=200",
        "/",
        "/metrics",
        "/openapi.json",
        "/readyz",
    ]
    for feed in FEEDS:
        narrowed = ("", "?author=Ada+Example", "?topic=aaaaaaaaa-topic")
        paths += [f"{feed}.{form}{asked}" for form in ("atom", "json") for asked in narrowed]
    listed = instance.get("/v1/developments?limit=200").json["items"]
    paths += [f"/v1/developments/{one['id']}" for one in listed]
    essay = instance.get(f"/v1/predictions/{made['open']['id']}", key="author").json["essay"]
    for by in GROUPINGS:
        for cohort in COHORTS:
            asked = (
                f"/v1/reports/track-record?by={by}&cohort={cohort}&include=imported,assigned,retrospective"
            )
            paths += [
                asked,
                f"{asked}&essay={essay}",
                f"{asked}&forecaster=Ada+Example",
                f"{asked}&as_of=2026-01-31",
            ]
    found |= {path: instance.get(path, key=who) for path in paths}
    if who is not None:
        found |= {f"log {n}": answer for n, answer in enumerate(instance.events(key=who))}
    return found


def leaks(found):
    return sorted(asked for asked, answer in found.items() if SECRET in answer.data.lower())


@pytest.fixture(scope="module", params=SEALS)
def sealed(request, tmp_path_factory):
    """Not changed by the tests that read it."""
    with served(tmp_path_factory.mktemp("house")) as instance:
        yield request.param, instance, seal_many(instance, request.param)


def test_nobody_outside_finds_a_word_of_it(sealed):
    seal, instance, made = sealed
    for who in OUTSIDERS[seal]:
        found = ways_out(instance, made, who=who)
        assert leaks(found) == [], who
        assert {answer.status_code for answer in found.values()} <= {200, 404}


@pytest.mark.parametrize("who", ["author", "keeper"])
def test_its_own_people_find_the_words_everywhere(sealed, who):
    _, instance, made = sealed
    found = ways_out(instance, made, who=who)
    plain = [asked for asked in found if asked.startswith("zyxsecret-open")]
    parts = ("", "/history", "/proof", "/forecasts", "/evidence")
    assert {f"zyxsecret-open{part}" for part in parts} <= set(leaks(found)) & set(plain)


def test_a_clients_key_reads_what_is_for_clients(sealed):
    seal, instance, made = sealed
    answer = instance.get(made["open"]["url"], key="client").json
    assert answer["withheld"] is (seal != "clients")
    assert (answer["statement"] is None) is (seal != "clients")


def test_what_stays_is_the_date_the_number_the_state_and_the_fingerprint(sealed):
    seal, instance, made = sealed
    seen = instance.get(made["open"]["url"]).json
    own = instance.get(made["open"]["url"], key="author").json
    assert seen["withheld"] is True
    told = ("id", "deadline", "status", "fingerprint", "made_at", "recorded_at", "visibility", "author")
    assert {name: seen[name] for name in told} == {name: own[name] for name in told}
    assert seen["probability"] == own["probability"]
    assert seal != "private" or seen["summary"].endswith(
        "a prediction whose words are withheld (by 30 Jun 2026)."
    )


def test_a_report_by_topic_or_essay_is_the_same_as_where_there_is_none(sealed):
    seal, instance, _ = sealed
    for who in OUTSIDERS[seal]:
        for cohort in COHORTS:
            asked = f"/v1/reports/track-record?cohort={cohort}&topic="
            secret, other = (
                instance.get(asked + topic, key=who) for topic in ("zyxsecret-topic", "aaaaaaaaa-topic")
            )
            assert secret.data == other.data.replace(b"aaaaaaaaa", SECRET)
            assert other.json["funnel"]["recorded"] == 0
    assert instance.get(asked + "zyxsecret-topic", key="author").json["funnel"]["recorded"] == 8


def test_every_grouping_counts_it_without_a_name(sealed):
    seal, instance, _ = sealed
    for who in OUTSIDERS[seal]:
        for by in ("topic", "essay"):
            report = instance.get(f"/v1/reports/track-record?by={by}&cohort=settled", key=who).json
            assert [group["key"] for group in report["groups"]] == [None]


def test_the_number_alone_is_told_of_a_forecast_among_options(sealed):
    _, instance, made = sealed
    probability = instance.get(made["choice"]["url"]).json["probability"]
    assert (probability["distribution"], probability["words"]) == (
        None,
        "a probability for each of 2 options",
    )


def test_a_development_says_only_that_there_is_an_outcome(sealed):
    _, instance, made = sealed
    headlines = [one["headline"] for one in instance.get("/v1/developments").json["items"]]
    assert f"It has an outcome: {made['choice']['id']}" in headlines
    with instance.application.database.reading() as tx:
        notes = [
            find_development(tx, one["id"])["note"] for one in instance.get("/v1/developments").json["items"]
        ]
    assert set(notes) == {None}


# What is written about it by others


@pytest.fixture(scope="module", params=["private", "embargo"])
def written(request, tmp_path_factory):
    with served(tmp_path_factory.mktemp("house")) as instance:
        yield request.param, instance, seal_many(instance, request.param)


WRITES = {
    "forecasts": {"probabilities": {"a": 1}},
    "resolution": {"outcome": "x", "note": "y"},
    "grades": {"grade": 3},
    "evidence": {"development": "dev_none", "bearing": "supports"},
    "antecedent": {"happened_on": "2026-01-01"},
    "visibility": {"visibility": "public"},
    "amend": {"statement": "x", "reason": "y"},
    "withdraw": {"reason": "y"},
    "dispute": {"reason": "y"},
    "uphold": {"reason": "y"},
    "annul": {"reason": "ambiguous"},
    "evidence/dev_none/unlink": {"reason": "y"},
}


@pytest.mark.parametrize("part", WRITES)
def test_nobody_judges_or_changes_what_he_may_not_read(written, part):
    _, instance, made = written
    before = instance.position()
    for one in made.values():
        if one is made["typo"]:
            continue
        path = f"/v1/predictions/{one['id']}/{part}"
        answer = instance.post(path, WRITES[part], key="editor", If_Match='"v1"')
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
        assert SECRET not in answer.data.lower()
    assert instance.position() == before


def test_no_refusal_elsewhere_tells_of_it(written):
    _, instance, made = written
    choice, before = made["choice"]["id"], instance.position()
    claim = instance.get(made["open"]["url"], key="author").json["claim"]
    other = {"statement": "Another", "deadline": "2026-06-30"}
    refused = [
        instance.post("/v1/developments", {"headline": "x", "occurred_on": "2026-01-01", "resolves": {"prediction": choice, "outcome": "x"}}, key="editor"),
        instance.post("/v1/predictions", {**other, "rule": {"prediction": choice, "is": "x"}}, key="editor"),
        instance.post("/v1/predictions", {**other, "claim": claim}, key="editor"),
        instance.post(f"/v1/predictions/{choice}/undo", key="editor"),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [422, 422, 422, 409]
    assert not any(SECRET in answer.data.lower() for answer in refused)
    assert instance.position() == before


def test_a_development_does_not_say_which_withheld_prediction_waits_for_it(written):
    _, instance, made = written
    body = {"headline": "x", "occurred_on": "2026-01-20", "event_type": "zyxsecret.type", "actors": ["zyxsecret-a"], "tags": ["zyxsecret-tag"]}  # fmt: skip
    recorded = instance.made("/v1/developments", body, key="editor")
    assert recorded["could_settle"] == []
    own = instance.get(recorded["url"], key="author").json["could_settle"]
    assert made["open"]["id"] in [one["id"] for one in own]
    instance.change(f"{recorded['url']}/retract", {"reason": "a test"})


def test_repeating_it_is_no_repetition_for_whoever_may_not_read_it(written):
    _, instance, made = written
    same = {"statement": made["open"]["statement"], "deadline": "2026-06-30", "author": "Ada Example"}
    again = instance.post("/v1/predictions", same, key="author")
    assert (again.status_code, again.json["address"]) == (409, made["open"]["url"])
    blind = instance.post(
        "/v1/predictions", {**same, "visibility": "private"}, key="editor", Idempotency_Key="k"
    )
    assert blind.status_code == 201
    assert blind.json["id"] != made["open"]["id"]
    instance.made(f"{blind.json['url']}/undo", key="editor")


def test_an_idempotency_key_of_somebody_else_replays_nothing(written):
    _, instance, _ = written
    body = {"statement": "zyxsecret-kept", "deadline": "2026-06-30", "visibility": "private"}
    instance.made("/v1/predictions", body, Idempotency_Key="shared")
    other = instance.post(
        "/v1/predictions",
        {"statement": "Mine", "deadline": "2026-06-30"},
        key="editor",
        Idempotency_Key="shared",
    )
    assert (other.status_code, other.headers.get("Idempotent-Replayed")) == (201, None)
    assert SECRET not in other.data.lower()


# When it opens


def proves(answer, fingerprint):
    """Whether anybody can compute the fingerprint that was shown before from what the proof says now."""
    header = json.loads(answer["header"])
    digest = hashlib.sha256(bytes.fromhex(answer["salt"]) + answer["data"].encode()).hexdigest()
    is_header = hashlib.sha256(answer["header"].encode()).hexdigest() == fingerprint == answer["commitment"]
    return is_header and header[-1] == digest


def test_a_withheld_proof_shows_the_header_alone(sealed):
    _, instance, made = sealed
    proof = instance.get(f"{made['open']['url']}/proof").json
    assert (proof["data"], proof["salt"]) == (None, None)
    assert hashlib.sha256(proof["header"].encode()).hexdigest() == made["open"]["fingerprint"]


@pytest.mark.parametrize("seal", SEALS)
def test_once_it_is_open_the_words_prove_the_fingerprint_that_was_shown_before(tmp_path, seal):
    with served(tmp_path) as instance:
        made = seal_many(instance, seal)
        shown = {name: instance.get(one["url"]).json.get("fingerprint") for name, one in made.items()}
        if seal == "embargo":
            instance.clock.now = instance.clock.now.replace(month=3, day=1, hour=0) - timedelta(
                microseconds=1
            )
            assert instance.get(made["open"]["url"]).json["withheld"] is True
            instance.wait(microseconds=1)
        else:
            for one in made.values():
                if one is not made["typo"]:
                    instance.made(f"{one['url']}/visibility", {"visibility": "public"})
            instance.work_off()
        del made["typo"]
        for name, one in made.items():
            answer = instance.get(one["url"]).json
            assert (answer["withheld"], answer["statement"]) == (False, one["statement"])
            proof = instance.get(f"{one['url']}/proof").json
            assert proves(proof, shown[name])
            assert one["statement"] in proof["data"]
        assert instance.get("/v1/reports/track-record?topic=zyxsecret-topic").json["funnel"]["recorded"] == 8
        assert SECRET in instance.get("/").data
        for feed in FEEDS:
            assert SECRET in instance.get(f"{feed}.atom").data


def test_only_its_own_people_open_it(tmp_path):
    with served(tmp_path) as instance:
        made = instance.log(visibility="clients")
        body = {"visibility": "public"}
        assert instance.post(f"{made['url']}/visibility", body, key="editor").status_code == 403
        assert instance.made(f"{made['url']}/visibility", body, key="keeper")["visibility"] == "public"
