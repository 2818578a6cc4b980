"""Each place that lists what a prediction was recorded with has every field of it, or leaves it out by name."""

import ast
import inspect

import pytest

from tracker.api.resources.prediction_answer import PredictionAnswer
from tracker.api.resources.prediction_body import PredictionBody
from tracker.application.imports.story_lines import PredictionLine
from tracker.domain.prediction import view
from tracker.domain.prediction.commands import RecordPrediction
from tracker.domain.prediction.events import PredictionRecorded
from tracker.domain.redaction import NEEDED_WORDS, OTHER_WORDS
from tracker.formats import story_out
from tracker.projections.predictions import PredictionRow


def texts(*functions):
    """Every string in the source of `functions`: the fields that they name."""
    trees = (ast.parse(inspect.getsource(one)) for one in functions)
    return {one.value for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Constant)}


SAID_OTHERWISE = {"prediction": "id", "imported": "external_id"}
IN_ENTRIES = {"closes": "deadline", "closes_on": "deadline"}
IN_STORIES = {"kind": "type", "closes_on": "closes", "imported": "id"}
MADE_HERE = {"prediction", "imported"}

PLACES = {
    "a row (domain/prediction/view.py)": (
        texts(view._question, view._state),
        SAID_OTHERWISE,
        {"actor_ended": "settlement alone asks, and reads the event"},
    ),
    "the table (projections/predictions.py)": (
        set(PredictionRow.model_fields),
        SAID_OTHERWISE,
        {"actor_ended": "settlement alone asks, and reads the event"},
    ),
    "an answer (api/resources/prediction_answer.py)": (
        set(PredictionAnswer._declared_fields),
        {
            **SAID_OTHERWISE,
            "kind": "type",
            "closes": "deadline",
            "closes_on": "deadline",
            "timezone": "deadline",
        },
        {"actor_ended": "no reader has asked for it"},
    ),
    "a request (api/resources/prediction_body.py)": (
        set(PredictionBody._declared_fields),
        {**IN_ENTRIES, "kind": "type"},
        dict.fromkeys(MADE_HERE, "made here"),
    ),
    "a command (domain/prediction/commands.py)": (
        set(RecordPrediction.__struct_fields__),
        IN_ENTRIES,
        {},
    ),
    "a story read (application/imports/story_lines.py)": (
        set(PredictionLine.__struct_fields__),
        {**SAID_OTHERWISE, **IN_STORIES},
        {},
    ),
    "a story written (formats/story_out.py)": (
        texts(story_out.prediction_line, story_out.finished),
        {**SAID_OTHERWISE, **IN_STORIES},
        {},
    ),
    "words that are taken down (domain/redaction.py)": (
        NEEDED_WORDS | OTHER_WORDS,
        {"antecedent": "statement"},
        dict.fromkeys(
            (
                *(
                    "prediction",
                    "kind",
                    "opens",
                    "closes",
                    "timezone",
                    "closes_on",
                    "author",
                    "essay",
                    "claim",
                ),
                *("actor_ended", "topics", "rule", "default_outcome", "settlement", "visibility", "imported"),
                *("options", "unit", "consequent", "visible_from", "supersedes"),
            ),
            "an id, a code, an instant or a label: it goes on counting",
        ),
    ),
}
"""What each place has, the fields that it has under another name, and those it leaves out, with the reason."""


def undecided(fields, place):
    held, renamed, left_out = PLACES[place]
    return {name for name in fields if renamed.get(name, name) not in held and name not in left_out}


@pytest.mark.parametrize("place", PLACES)
def test_a_field_is_held_or_left_out_by_name(place):
    fields = PredictionRecorded.__struct_fields__
    held, renamed, left_out = PLACES[place]
    assert undecided(fields, place) == set()
    assert {name for name in left_out if renamed.get(name, name) in held} == set()
    assert {*renamed, *left_out} <= {*fields}


@pytest.mark.parametrize("place", PLACES)
def test_a_new_field_is_missed_at_each_place(place):
    assert undecided((*PredictionRecorded.__struct_fields__, "toyed"), place) == {"toyed"}
