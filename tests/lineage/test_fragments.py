"""Events taken apart and put together again: nothing is lost, and what was found out once is not asked for again."""

from __future__ import annotations

import msgspec
import orjson
import pytest

from lineage import fragments
from lineage.fragments import (
    ITEM_MAX,
    FacetTexts,
    Memory,
    NotTakenApart,
    event_texts,
    found_once,
    item_apart,
    item_together,
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


def together(raw):
    """Taken apart and put together again: JSON and digest."""
    payload, groups, items = take_apart(raw)
    return put_together(payload, groups, {key: [item_together(*item_apart(i)) for i in items[key]] for key in items})


def test_apart_and_together():
    payload, groups, items = take_apart(RAW)
    assert [(key, sorted(facets)) for _, key, facets in groups] == [("facets", ["nominalTime"]), ("facets", ["sql"])]
    assert (payload["inputs"], payload["outputs"]) == (None, None)
    assert {key: [orjson.loads(bytes(item)) for item in some] for key, some in items.items()} == {
        "inputs": MADE["inputs"],
        "outputs": MADE["outputs"],
    }
    node, groups = item_apart(items["inputs"][0])
    assert node == {"namespace": "postgres://db:5432", "name": "orders", "facets": {}, "inputFacets": {}}
    assert [(key, sorted(facets)) for _, key, facets in groups] == [("facets", ["schema"]), ("inputFacets", ["stats"])]
    assert together(RAW)[0] == RAW


def test_a_dataset_that_was_seen_before_reads_as_at_first(monkeypatch):
    monkeypatch.setattr(fragments, "_ITEMS", Memory(10))
    first, again = event_texts(RAW), event_texts(RAW)
    assert plain(first) == plain(again) == MADE
    texts = [made["inputs"][0]["facets"] for made in (first, again)]
    assert texts[0].digest("schema") == texts[1].digest("schema") == FacetTexts(take_schema()).digest("schema")
    with pytest.raises(KeyError):
        texts[1]["other"]


def take_schema():
    _, groups = item_apart(take_apart(RAW)[2]["inputs"][0])
    return groups[0][2]


def test_what_is_long_or_says_more_than_the_standard_is_not_remembered(monkeypatch):
    asked: Memory[object] = Memory(10)
    monkeypatch.setattr(fragments, "_ITEMS", asked)
    long = dataset("long", facets={"x": {"text": "x" * ITEM_MAX}})
    made = event(inputs=[dataset("plain"), dataset("more", extra="x"), long])
    assert plain(event_texts(orjson.dumps(made))) == made
    assert len(asked._young) == 1


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
        b'{"a": "\xff"}',
        b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
def test_what_is_no_event_is_not_taken_apart(raw):
    with pytest.raises(NotTakenApart):
        take_apart(raw)


def test_what_is_null_stays_null():
    raw = b'{"run":null,"job":{"facets":null},"inputs":null,"outputs":[]}'
    payload, groups, items = take_apart(raw)
    assert (payload, groups) == ({"run": None, "job": {"facets": None}, "inputs": None, "outputs": None}, [])
    assert items == {"outputs": []}
    assert together(raw)[0] == raw


@pytest.mark.parametrize("item", [b"null", b"1", b"[]", b'{"facets": 1}', b"{"])
def test_what_is_no_dataset_is_not_taken_apart(item):
    with pytest.raises(NotTakenApart):
        item_apart(item)


def digest_of(raw):
    return together(raw)[1]


def turned(value):
    """With the keys of every object the other way round."""
    return dict(reversed(value.items()))


def test_a_digest_does_not_know_the_order_of_keys():
    assert digest_of(RAW) == digest_of(orjson.dumps(turned(MADE)))
    assert digest_of(RAW) == digest_of(orjson.dumps({**MADE, "inputs": [turned(MADE["inputs"][0])]}))
    assert digest_of(RAW) != digest_of(orjson.dumps({**MADE, "inputs": MADE["outputs"], "outputs": MADE["inputs"]}))
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
