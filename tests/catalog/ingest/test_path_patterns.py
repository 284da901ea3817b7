"""PathPatterns: exact matches, and no pattern that takes long."""

import time

import pytest

from catalog.ingest.path_patterns import PathPatterns, pattern_error


@pytest.mark.parametrize(
    "pattern, path, matches",
    [
        ("**/catalog-info.yaml", "catalog-info.yaml", True),
        ("**/catalog-info.yaml", "a/b/catalog-info.yaml", True),
        ("**/catalog-info.yaml", "a/xcatalog-info.yaml", False),
        ("**/catalog-info.yaml", "catalog-info.yaml/x", False),
        ("*.yaml", "a.yaml", True),
        ("*.yaml", "a/b.yaml", False),
        ("teams/*/t?.yaml", "teams/x/t1.yaml", True),
        ("teams/*/t?.yaml", "teams/x/y/t1.yaml", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**", "a/x/y", True),
        ("**", "anything/at.all", True),
        ("[ab].yaml", "a.yaml", True),
        ("[ab].yaml", "c.yaml", False),
    ],
)
def test_match(pattern, path, matches):
    assert PathPatterns([pattern]).match(path) is matches


def test_one_of_several():
    assert PathPatterns(["x.yaml", "y.yaml"]).match("y.yaml")


def test_no_pattern_takes_long():
    patterns = PathPatterns(["/".join(["**"] * 60) + "/x", "*a" * 100 + "b"])
    started = time.perf_counter()
    assert not patterns.match("/".join(["y"] * 60))
    assert not patterns.match("a" * 2000)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "pattern, message",
    [
        ("**/catalog-info.yaml", None),
        ("../x", "must be relative to the root, without empty names, '.' and '..'"),
        ("/etc/*.yaml", "must be relative to the root, without empty names, '.' and '..'"),
        ("a//b", "must be relative to the root, without empty names, '.' and '..'"),
        ("a/**b", "'**' must stand alone between two '/'"),
        ("x" * 301, "must have up to 300 characters"),
    ],
)
def test_pattern_error(pattern, message):
    assert pattern_error(pattern) == message
