"""The harness itself: it sees what it must see, and what it installs is pinned."""

from __future__ import annotations

import re

import pytest

from tests.producers.registry import PRODUCERS
from tests.producers.seen import Seen, differences


def test_equal_is_no_difference() -> None:
    assert differences(Seen(events=2, stubs={"a"}), Seen(events=2, stubs={"a"})) == []


@pytest.mark.parametrize(
    "expected, seen, line",
    [
        ({}, {"refused": 1}, "refused: missing 0, unexpected 1"),
        ({}, {"parked": ["load: no"]}, "parked: missing [], unexpected ['load: no']"),
        (
            {"edges": {"a > x", "b > x"}},
            {"edges": {"a > x", "c > x"}},
            "edges: missing ['b > x'], unexpected ['c > x']",
        ),
        ({"tags": {"a": ["x"]}}, {"tags": {"a": ["y"]}}, "tags: missing {'a': ['x']}, unexpected {'a': ['y']}"),
    ],
)
def test_a_difference_is_told(expected: dict, seen: dict, line: str) -> None:
    assert differences(Seen(events=1, **expected), Seen(events=1, **seen)) == [line]


def test_every_direct_package_is_pinned_and_its_version_shown() -> None:
    for producer in PRODUCERS.values():
        lines = producer.requirements_file.read_text().splitlines()
        assert [line for line in lines if not re.fullmatch(r"[a-z-]+(\[[a-z]+\])?==[0-9.]+", line)] == []
        assert re.fullmatch(r"[0-9.]+(, [0-9.]+)?", producer.version), producer.name
