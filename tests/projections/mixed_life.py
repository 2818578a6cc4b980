"""A life in which something of everything happens, so that every projection has rows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.application.doing import (
    ORIGIN,
    ask,
    decide,
    develop,
    log,
    open_story,
    send,
    state_forecasts,
    story_lines,
    table,
)
from tests.support.instance import new_caller, step_clock, work_off
from tracker.application.access.access import issue_key, revoke_key, rotate_key
from tracker.application.event_ids import FreshIds
from tracker.application.imports.runs import finish_run
from tracker.application.recording.changes import (
    AnnulmentInput,
    amend,
    annul,
    dispute,
    grade,
    link_evidence,
    open_up,
    undo,
    withdraw,
)
from tracker.application.recording.claims import (
    correct_claim,
    link_claim,
    record_claim,
)
from tracker.application.recording.developments import (
    correct_development,
    retract_development,
)
from tracker.application.recording.essays import record_essay, revise_essay
from tracker.application.recording.forecasts import state_forecast
from tracker.application.transact import write_once
from tracker.delivery.connectors.signing import new_secret
from tracker.delivery.queue import endpoints
from tracker.delivery.queue.endpoints import EndpointInput
from tracker.domain import endpoint
from tracker.domain.claim import CorrectClaim, LinkClaim, Quote, RecordClaim
from tracker.domain.development import CorrectDevelopment
from tracker.domain.endpoint import DigestSchedule, VerifyEndpoint, Wants
from tracker.domain.essay import RecordEssay, ReviseEssay
from tracker.domain.forecast import ForecastInput
from tracker.domain.ids import stream_of
from tracker.domain.prediction.commands import Condition, LinkEvidence
from tracker.store.sealing import Sealer

RULE = {"event_type": "cabinet.resigns"}


def live_a_mixed_life(application, clock):
    """Everything that can happen to a record, by hand, by worker and by import, some of it still under way."""
    caller = new_caller(application)
    by_rule = log(
        application, caller, rule=RULE, settlement="at_once", probability=0.7, topics=("Japan", "ukraine")
    )
    proposed = log(
        application,
        caller,
        statement="Proposed",
        rule=RULE,
        actor="Ishiba",
        actor_ended="resolve_default",
        default_outcome="no",
    )
    corrected = log(
        application,
        caller,
        statement="Corrected",
        probability="40%",
        quote="it falls",
        essay="https://essays.example/1",
    )
    log(application, caller, statement="Open", deadline="2027-12-31")
    ask(
        application,
        caller,
        lambda uow: state_forecast(
            uow, corrected, ForecastInput(probability=0.2, note="less"), caller=caller
        ),
    )
    clock.forward(days=10)
    develop(
        application,
        caller,
        event_type="Cabinet.Resigns",
        tags=("Japan",),
        occurred_on="2026-01-05",
        ends_actor="ISHIBA",
    )
    develop(
        application,
        caller,
        headline="Outright",
        resolves={"prediction": proposed, "outcome": "yes"},
        occurred_on="2026-01-02",
    )
    work_off(application)
    decide(application, caller, corrected, "yes", happened_on="2026-01-08")
    work_off(application)
    clock.forward(days=5)
    version = next(row["version"] for row in table(application, "prediction") if row["id"] == corrected)
    decide(
        application,
        caller,
        corrected,
        "no",
        reason="a mistake",
        happened_on="2026-01-09",
        seen_version=version,
    )
    state_forecasts(application, by_rule, {"fcr_late": 0.9})
    work_off(application)
    write_and_revise_an_essay(application, caller)
    clock.forward(days=5)
    work_off(application)
    finished = open_story(application, "finished")
    send(application, caller, finished, story_lines())
    step_clock(application, finished, datetime(2025, 12, 1, tzinfo=UTC))
    finish_run(application, finished, caller=caller, correlation_id="c")
    send(application, caller, open_story(application, "held"), story_lines()[:6])
    live_the_rest(application, caller)
    live_with_a_subscriber(application, caller)
    revoke_key(application, new_caller(application).key)
    rotated, _ = rotate_key(application, new_caller(application).key)
    expiring, _ = issue_key(
        application, name="n", scopes=("read",), author=None, expires_at=clock() + timedelta(days=1)
    )
    rotate_key(application, expiring)
    rotate_key(application, rotated)
    revoke_key(application, rotated)
    work_off(application)


def live_with_a_subscriber(application, caller):
    """Registered, answering, changed in everything, paused, and another that was removed."""
    instance = replace(application, sealer=Sealer("a secret of this test"))

    def change(handler):
        return ask(instance, caller, handler).content["id"]

    def register(url):
        entry = EndpointInput(url=url, wants=Wants())
        return change(lambda uow: endpoints.register(instance, uow, entry, secret=new_secret(), by=caller))

    kept, removed = register("https://one.example/hook"), register("https://two.example/hook")
    stream = stream_of("endpoint", kept)
    write_once(
        instance,
        lambda uow: uow.decide(endpoint, stream, VerifyEndpoint(endpoint=kept, address=1)),
        origin=ORIGIN,
        ids=FreshIds,
    )
    wants = Wants(digest=DigestSchedule(every="day", hour=7, timezone="UTC"))
    change(lambda uow: endpoints.change(instance, uow, kept, by=caller, wants=wants, name="News"))
    change(lambda uow: endpoints.change(instance, uow, kept, by=caller, url="https://three.example/hook"))
    change(
        lambda uow: endpoints.rotate_secret(
            instance, uow, kept, secret=new_secret(), overlap=timedelta(hours=1), by=caller
        )
    )
    change(lambda uow: endpoints.pause(uow, kept, by=caller))
    change(lambda uow: endpoints.remove(uow, removed, by=caller))


def live_the_rest(application, caller):
    """Changes, grades, a condition, a dispute, what was taken back, reports corrected and retracted."""

    def change(handler):
        return ask(application, caller, handler).content["id"]

    undone = log(application, caller, statement="Typo", probability="likely")
    change(lambda uow: undo(application, uow, undone, caller=caller))
    graded = log(
        application, caller, statement="Graded", kind="graded", probability=0.9, visibility="private"
    )
    change(lambda uow: grade(uow, graded, grade=4, grader="g", caller=caller))
    change(lambda uow: open_up(uow, graded, visibility="public", visible_from=None))
    condition = Condition(statement="They meet", rule=RULE)
    log(application, caller, statement="If they meet", kind="conditional", antecedent=condition)
    choice = log(
        application,
        caller,
        statement="Who",
        kind="categorical",
        options=("A", "B"),
        probabilities={"A": 0.3, "B": 0.7},
    )
    change(
        lambda uow: amend(uow, choice, statement="Who wins", criteria=None, reason="clearer", seen_version=1)
    )
    decide(application, caller, choice, "A", happened_on="2026-01-19")
    change(lambda uow: dispute(uow, choice, reason="recount", seen_version=None))
    seen = develop(application, caller, headline="A rumour", event_type="rumour", occurred_on="2026-01-10")
    weighed = log(application, caller, statement="Weighed", probability=0.2)
    change(
        lambda uow: link_evidence(
            uow, weighed, LinkEvidence(development=seen, bearing="supports", strength="slight")
        )
    )
    change(lambda uow: withdraw(uow, weighed, reason="no more", seen_version=None))
    void = log(application, caller, statement="Void", probability=0.4)
    change(
        lambda uow: annul(
            application, uow, void, AnnulmentInput(reason="ambiguous"), caller=caller, seen_version=None
        )
    )
    gone = develop(application, caller, headline="A hoax", occurred_on="2026-01-10", tags=("hoax",))
    change(lambda uow: retract_development(uow, gone, reason="a hoax", seen_version=None))
    corrected = CorrectDevelopment(
        reason="it is true", headline="No rumour", event_type="news", occurred_on="2026-01-11"
    )
    change(
        lambda uow: correct_development(application, uow, seen, corrected, caller=caller, seen_version=None)
    )
    work_off(application)


def write_and_revise_an_essay(application, caller):
    entry = RecordEssay(title="On cabinets", text="It falls. It will not last.", published_at="2026-01-02")
    essay = ask(application, caller, lambda uow: record_essay(application, uow, entry, caller=caller))
    essay_id = essay.content["id"]
    quotes = [
        RecordClaim(essay=essay_id, quote=Quote(exact=one), stance="asserts")
        for one in ("It falls", "It will")
    ]
    first, second = (
        ask(application, caller, lambda uow, one=one: record_claim(uow, one)).content["id"] for one in quotes
    )
    revision = ReviseEssay(text="It fell. It did not last.", byline="Bo Byline", published_at="2026-01-03")
    ask(
        application,
        caller,
        lambda uow: revise_essay(application, uow, essay_id, revision, seen_version=1),
    )
    fix = CorrectClaim(reason="misread", stance="hedges", quote=Quote(exact="It did"))
    ask(application, caller, lambda uow: correct_claim(uow, second, fix, seen_version=1))
    link = LinkClaim(to=first, relation="walks_back", note="a day later")
    ask(application, caller, lambda uow: link_claim(uow, second, link, caller=caller))
