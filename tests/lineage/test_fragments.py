"""Events taken apart and put together again: nothing is lost, and what was found out once is not asked for again."""

from __future__ import annotations

import msgspec
import orjson
import pytest

from lineage import fragments
from lineage.fragments import (
    FacetTexts,
    Memory,
    NotTakenApart,
    event_texts,
    found_once,
    put_together,
    take_apart,
)
from tests.builders import dataset, event, schema

MADE = event(
    inputs=[dataset("orders", facets=schema("id:int"), inputFacets={"stats": {"rows": 1}})],
    outputs=[dataset("totals", facets={"schema": None})],
    run_facets={"nominalTime": {"nominalStartTime": "2026-03-01T06:00:00Z"}},
    job_facets={"sql": {"query": "select 'ä'"}},
)
RAW = orjson.dumps(MADE)


def plain(value):
    """With facets as dicts."""
    if isinstance(value, dict | FacetTexts):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def test_apart_and_together():
    payload, groups = take_apart(RAW)
    assert [sorted(facets) for _, _, facets in groups] == [["nominalTime"], ["sql"], ["schema"], ["stats"], ["schema"]]
    assert payload["inputs"] == [{"namespace": "postgres://db:5432", "name": "orders", "facets": {}, "inputFacets": {}}]
    assert put_together(payload, groups)[0] == RAW
    assert plain(event_texts(RAW)) == MADE


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'{"run": 1}',
        b'{"inputs": {}}',
        b'{"job": {"facets": 1}}',
        b'{"inputs": [1]}',
        b'{"a": "\xff"}',
        b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
def test_what_is_no_event_is_not_taken_apart(raw):
    with pytest.raises(NotTakenApart):
        take_apart(raw)


def test_what_is_null_stays_null():
    raw = b'{"run":null,"job":{"facets":null},"inputs":null,"outputs":[null]}'
    payload, groups = take_apart(raw)
    assert (payload, groups) == ({"run": None, "job": {"facets": None}, "inputs": None, "outputs": [None]}, [])
    assert put_together(payload, groups)[0] == raw


def digest_of(raw):
    return put_together(*take_apart(raw))[1]


def test_a_digest_does_not_know_the_order_of_keys():
    assert digest_of(RAW) == digest_of(orjson.dumps(dict(reversed(MADE.items()))))
    assert digest_of(RAW) != digest_of(orjson.dumps({**MADE, "eventType": "FAIL"}))
    assert len(digest_of(RAW)) == 16


def test_facets_are_read_when_they_are_looked_at():
    facets = FacetTexts({"good": msgspec.Raw(b'{"a": 1}'), "null": msgspec.Raw(b"null")})
    assert ("good" in facets, "other" in facets, list(facets), len(facets)) == (True, False, ["good", "null"], 2)
    assert (facets["good"], facets["null"], facets.get("other"), facets.get("other", 7)) == ({"a": 1}, None, None, 7)
    with pytest.raises(KeyError):
        facets["other"]


def test_what_was_found_out_is_not_asked_for_again(monkeypatch):
    monkeypatch.setattr(fragments, "_FINDINGS", Memory(10))
    asked = []

    def find(facet):
        asked.append(facet)
        return len(facet or ())

    def texts():
        return FacetTexts({"sql": msgspec.Raw(b'{"query": "x"}')})

    assert [found_once(texts(), "sql", find), found_once(texts(), "sql", find)] == [1, 1]
    assert [found_once(texts(), "none", find), found_once({"sql": {}}, "sql", find)] == [0, 0]
    assert asked == [{"query": "x"}, None, {}]


def test_the_memory_forgets_what_nobody_asked_for():
    memory: Memory[int] = Memory(2)
    memory.put(b"a", 1)
    memory.put(b"b", 2)
    memory.put(b"c", 3)
    assert [memory.get(key) for key in (b"a", b"c")] == [1, 3]
    memory.put(b"d", 4)
    assert [memory.get(key) for key in (b"a", b"b", b"d", b"x")] == [1, None, 4, None]
