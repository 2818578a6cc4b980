"""The formulas' examples are run, and none of them goes without one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import tracker.scoring

MODULES = sorted(module.name for module in pkgutil.iter_modules(tracker.scoring.__path__, "tracker.scoring."))


def public_functions(module):
    return [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    ]


def has_example(function):
    return any(test.examples for test in doctest.DocTestFinder(recurse=False).find(function))


def test_the_search_finds_the_formulas():
    assert {"tracker.scoring.brier", "tracker.scoring.logarithmic", "tracker.scoring.series"} <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    module = importlib.import_module(name)
    outcome = doctest.testmod(module)
    assert outcome.failed == 0
    assert outcome.attempted > 0 or not public_functions(module), f"{name} has formulas but no example"


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_shows_an_example(name):
    without = [f.__name__ for f in public_functions(importlib.import_module(name)) if not has_example(f)]
    assert without == []


@pytest.mark.parametrize("name", MODULES)
def test_every_module_opens_by_saying_what_it_is(name):
    assert importlib.import_module(name).__doc__
