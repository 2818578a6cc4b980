"""Which sentences look forward, how firmly, and by when; on sentences of our own, and on the seed essay where it is here."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from tests.support.seed import SEED, needs_shared
from tracker.reading.calendar import fiscal_years_of
from tracker.reading.estimates import read_estimate
from tracker.reading.periods import Reference
from tracker.reading.sentences import tokens
from tracker.reading.suggestions import suggest

REFERENCE = Reference(date(2025, 2, 18), fiscal_years_of("Asia/Tokyo"))


def read(text, reference=REFERENCE):
    return suggest(text, reference, limit=500)


FORWARD = [
    ("The cabinet will fall before the upper house election.", "asserts"),
    ("The central bank is going to raise rates twice.", "asserts"),
    ("Prices won’t come down.", "asserts"),
    ("She’ll win.", "asserts"),
    ("The yen is set to weaken further.", "asserts"),
    ("A second term is likely to bring higher tariffs.", "asserts"),
    ("We expect growth to slow.", "asserts"),
    ("By 2030 every second car is electric.", "asserts"),
    ("It is only a matter of time until the coalition breaks.", "asserts"),
    ("The opposition may file a motion of no confidence.", "hedges"),
    ("The talks could collapse.", "hedges"),
    ("Perhaps the party can hold its seats.", "hedges"),
    ("If the bank raises rates, mortgages will become dearer.", "conditional"),
    ("Unless Tokyo gives way, the tariffs would stay.", "conditional"),
    ("The coalition will break if the budget fails.", "conditional"),
    ("Voters will have to choose whether they keep the party or turn it out.", "poses"),
    ("Whether the ceasefire holds remains to be seen.", "poses"),
    ("Will the party keep its majority?", "poses"),
    ("Who would believe such a promise?", "rhetorical"),
    ("Would anybody be surprised by a snap election?", "rhetorical"),
    ("The minister said that the tax would rise.", "reports_other"),
    ("“The war will end this year,” the president said.", "reports_other"),
    ("According to the bank, inflation will ease.", "reports_other"),
]

NOT_FORWARD = [
    "The cabinet fell in 2009.",
    "The people’s will was ignored, and so was the will of parliament.",
    "Political will is what it takes.",
    "Will Smith lost.",
    "I will be in Tokyo and will be happy to meet readers.",
    "I may write about it.",
    "You will find the figures below.",
    "As we will see below, the figures were wrong.",
    "The treaty could have been saved.",
    "She would have won in any other year.",
    "He might have known.",
    "The figure may be wrong.",
    "Even if that is true, it matters little.",
    "It looks as if nobody noticed.",
    "The government acted as soon as possible.",
    "On Friday he resigned.",
    "In May 2019 the coalition broke.",
    "The opposition asked if the minister knew.",
    "The sanctions, imposed by the European Union, hurt.",
    "A deal is likely this summer.",  # a bare `likely` is no cue: it speaks of the present as often
]


@pytest.mark.parametrize(("sentence", "stance"), FORWARD)
def test_a_sentence_that_looks_forward_is_suggested_with_its_stance(sentence, stance):
    found = read(sentence)
    assert [(one.sentence, one.stance) for one in found] == [(sentence, stance)]
    assert found[0].cues or found[0].deadline


@pytest.mark.parametrize("sentence", NOT_FORWARD)
def test_a_sentence_that_does_not_look_forward_is_not_suggested(sentence):
    assert read(sentence) == []


def test_what_hangs_on_a_condition_goes_on_hanging_on_it_in_the_next_sentences():
    text = (
        "If the vote is lost, the cabinet will resign. It will call an election. And the markets would fall. "
        "Prices will rise.\nIt will rain."
    )
    assert [one.stance for one in read(text)] == [
        "conditional", "conditional", "conditional", "asserts", "asserts",
    ]  # fmt: skip


def test_a_quotation_over_several_sentences_stays_somebody_elses():
    text = "“We are strong. We will win. Nothing can stop us,” the president said. The war will go on."
    assert [(one.sentence, one.stance) for one in read(text)] == [
        ("We will win.", "reports_other"),
        ("The war will go on.", "asserts"),
    ]


def test_places_are_those_of_the_text_in_characters():
    text = "🗾 No change.\n\nThe 𠮷 party will fall by March."
    [found] = read(text)
    assert text[found.start : found.end] == found.sentence == "The 𠮷 party will fall by March."
    assert text[found.deadline.start : found.deadline.end] == "by March"
    assert [text[cue.start : cue.end] for cue in found.cues] == ["will"]


@pytest.mark.parametrize(
    ("sentence", "said", "on"),
    [
        ("The cabinet will fall by the end of 2025.", "by the end of 2025", date(2025, 12, 31)),
        ("A deal is likely to be signed this summer.", "this summer", date(2025, 8, 31)),
        ("They will decide within 90 days, in 2026 at the latest.", "within 90 days", date(2025, 5, 19)),
        ("It will fall before the upper house election.", "before the upper house election", None),
        ("Before the vote, it will act by March.", "by March", date(2025, 3, 31)),
        ("After losing in January, the party will split.", None, None),
        ("It may fall, and it may march on.", None, None),
    ],
)
def test_the_deadline_of_a_suggestion(sentence, said, on):
    deadlines = [one.deadline for one in read(sentence)]
    found = [(one and sentence[one.start : one.end], one and one.on) for one in deadlines]
    assert found == [(said, on)]


@pytest.mark.parametrize(
    ("sentence", "kind", "term", "p"),
    [
        ("There is a 70 percent chance that it will fall.", "number", None, 0.7),
        ("It will fall with a probability of 12.5%.", "number", None, 0.125),
        ("Turnout will fall by 70 percent.", "unquantified", None, None),
        ("It is likely to fall.", "term", "likely", None),
        ("It will probably fall.", "term", "likely", None),
        ("It is very likely to fall.", "term", "very likely", None),
        ("It will almost certainly fall.", "term", "almost certain", None),
        ("It is unlikely to fall.", "term", "unlikely", None),
        ("It isn't likely to fall.", "term", "unlikely", None),
        ("It is not very likely to fall.", "term", "unlikely", None),
        ("It is highly improbable that it falls.", "term", "very unlikely", None),
        ("There is a roughly even chance of it.", "term", "roughly even chance", None),
        ("There is almost no chance of it.", "term", "almost no chance", None),
        ("It may fall, and perhaps it will.", "unquantified", None, None),
    ],
)
def test_the_estimate_of_a_sentence(sentence, kind, term, p):
    found = read_estimate(tokens(sentence))
    assert (found.kind, found.term, found.p) == (kind, term, p)


def test_no_more_than_asked_for():
    assert len(suggest("It will fall. " * 10, REFERENCE, limit=3)) == 3
    assert suggest("", REFERENCE, limit=3) == []


@pytest.mark.parametrize(
    "hostile", ["It will fall by March, perhaps. ", "and will ", "whether or ", "by the end of the "]
)
def test_a_text_of_full_length_takes_seconds_at_most_whatever_stands_in_it(hostile):
    text = (hostile * 500_000)[:500_000]
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 30  # 2 to 10 s on two busy cores; a square would take hours


@needs_shared
def test_the_seed_essays_forward_looking_sentences_are_found():
    text = (SEED / "essay.txt").read_text(encoding="utf-8")
    gold = {(one["start"], one["end"]) for one in json.loads((SEED / "gold.json").read_text())["gold"]}
    found = read(text)
    right = gold & {(one.start, one.end) for one in found}
    assert len(right) >= 10, f"{len(right)} of {len(gold)}"
    assert len(right) / len(found) >= 0.6, f"{len(right)} of {len(found)}"
    assert [one.deadline for one in found if one.deadline] == [], (
        "the essay names no day: its `may` is no month"
    )
