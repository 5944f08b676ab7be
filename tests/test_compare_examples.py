"""The examples in the docstrings of what a notebook calls are run, and give what they print; a Tab finds it all."""

import doctest
import inspect
import subprocess
import sys
import warnings

import pytest
from compare_corpus import examples

import gcir
from gcir import compare, corpus, handout

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
COMPLETE = """
import gcir
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.user_ns["gcir"] = gcir
with provisionalcompleter():
    for typed in ("gcir.", "gcir.compare.s"):
        print(*(c.text for c in shell.Completer.completions(typed, len(typed))))
"""
PUBLIC = [getattr(compare, name) for name in compare.__all__ if inspect.isfunction(getattr(compare, name))]
WITH_EXAMPLE = [*PUBLIC, handout.make, corpus.Corpus]


@pytest.mark.parametrize("thing", WITH_EXAMPLE, ids=lambda thing: thing.__name__)
def test_an_example_gives_what_it_prints(thing, tmp_path):
    globs = {n: getattr(compare, n) for n in compare.__all__} | {"make": handout.make, "folder": tmp_path} | examples()
    found = doctest.DocTestFinder(recurse=False).find(thing, thing.__name__, globs=globs)
    assert sum(len(test.examples) for test in found) > 0
    told = []
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", compare.MixedLayouts)
        for test in found:
            runner.run(test, out=told.append)
    assert runner.failures == 0, "".join(told)


def test_every_public_name_is_there_and_says_what_it_is():
    for name in dir(gcir):
        thing = getattr(gcir, name)
        assert (thing.__doc__ or "").strip(), name
    assert {"compare", "handout", "charts", "evidence", "coverage", "quality", "text", "load", "Corpus"} <= set(dir(gcir))


def test_tab_completion_finds_functions_and_modules():
    done = subprocess.run([sys.executable, "-c", COMPLETE], capture_output=True, text=True, check=True).stdout.splitlines()
    assert set(done[0].split()) == set(dir(gcir))
    assert {"series", "shares", "successors"} <= set(done[1].split())
