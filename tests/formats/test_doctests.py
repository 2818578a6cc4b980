"""The examples in the docstrings of the formats are run."""

import doctest
import importlib
import pkgutil

import pytest

import tracker.formats

MODULES = sorted(module.name for module in pkgutil.iter_modules(tracker.formats.__path__, "tracker.formats."))


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_come_out(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.failed == 0
