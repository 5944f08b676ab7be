"""The examples in the docstrings of all that compares are run, and give what they print."""

import doctest
import inspect
import warnings

import pytest
from compare_corpus import examples

from gcir import compare

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
WITH_EXAMPLE = (
    *("agencies", "change", "find_agency", "guard", "join", "medians", "panel", "peers", "pooled", "ranks", "series", "shares"),
    *("successors", "values"),
)


def test_every_function_that_compares_has_an_example():
    public = {n for n in compare.__all__ if inspect.isfunction(getattr(compare, n))}
    assert set(WITH_EXAMPLE) <= public
    helpers = {"breaks", "choose", "each", "median_interval", "parts", "periods", "plain", "rate", "summarise", "with_reports"}
    assert public - set(WITH_EXAMPLE) == helpers
    assert all(getattr(compare, name).__doc__ for name in public)


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_an_example_gives_what_it_prints(name):
    function = getattr(compare, name)
    globs = {n: getattr(compare, n) for n in compare.__all__} | examples()
    found = doctest.DocTestFinder(recurse=False).find(function, name, globs=globs)
    assert sum(len(test.examples) for test in found) > 0
    told = []
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", compare.MixedLayouts)
        for test in found:
            runner.run(test, out=told.append)
    assert runner.failures == 0, "".join(told)
