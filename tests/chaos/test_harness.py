"""The chaos harness itself: its events are reproducible and well formed, its check sees what it must see."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import UTC, datetime

from tests.chaos.check import compare, gaps, longest_silence
from tests.chaos.events import FACET, estate, events
from tests.chaos.nemesis import Kill

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def test_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    def bodies(seed: int) -> list[str]:
        return [json.dumps(event.body) for event in itertools.islice(events(seed, 0, BEGIN), 20)]

    assert bodies(1) == bodies(1)
    assert bodies(1) != bodies(2)


def test_events_come_as_pairs_with_what_the_specification_requires() -> None:
    pairs = itertools.islice(events(1, 3, BEGIN), 40)
    for start, complete in zip(pairs, pairs, strict=True):
        for event, kind in ((start, "START"), (complete, "COMPLETE")):
            assert event.body["eventType"] == kind
            assert {"eventTime", "producer", "schemaURL", "run", "job", "inputs", "outputs"} <= set(event.body)
            facet = event.body["run"]["facets"][FACET]  # type: ignore[index]
            assert facet["serial"] == event.serial
            assert {"_producer", "_schemaURL"} <= set(facet)
        assert start.body["run"]["runId"] == complete.body["run"]["runId"]  # type: ignore[index]
        for output in complete.body["outputs"]:  # type: ignore[attr-defined]
            assert output["facets"]["columnLineage"]["fields"]


def test_estate_has_no_cycle() -> None:
    jobs, columns = estate(1)
    assert (len(jobs), len(columns)) == (40, 60)
    assert all(max(job.inputs) < min(job.outputs) for job in jobs)


def test_check_sees_lost_strange_and_doubled_events() -> None:
    assert compare({"a", "b"}, Counter("abc"), {"a", "b", "c", "d"}) == []
    assert compare({"a", "b"}, Counter("aax"), {"a", "b"}) == [
        "1 acknowledged events are lost, such as ['b']",
        "1 stored events were never sent, such as ['x']",
        "1 events are stored more than once, such as ['a']",
    ]


def test_silence_is_counted_from_the_kill() -> None:
    acknowledged = [(1.0, "a"), (2.0, "b"), (4.5, "c"), (9.0, "d")]
    assert gaps(acknowledged, [Kill("web", 2.5)]) == {"web": [4.5]}
    assert gaps(acknowledged, [Kill("web", 1.5)]) == {"web": [2.5]}
    assert gaps(acknowledged, [Kill("web", 9.5)]) == {"web": [float("inf")]}
    assert longest_silence(acknowledged) == 4.5
