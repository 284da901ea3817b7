"""sanity.normalise: what PostgreSQL cannot hold is replaced or refused, with the field named."""

import json
import math

import orjson
import pytest

from catalog.ingest.sanity import PayloadRefused, normalise


def nested(levels):
    value = []
    for _ in range(levels - 1):
        value = [value]
    return value


def test_it_works():
    payload = {
        "job": {"namespace": "a", "name": "b"},
        "inputs": [{"namespace": "a", "name": "c"}],
        "x": [1, 1.5, None, True],
    }
    assert normalise(payload) is payload


@pytest.mark.parametrize(
    "payload, clean",
    [
        ({"a": "x\0y"}, {"a": "x\ufffdy"}),
        ({"a\0": 1}, {"a\ufffd": 1}),
        ({"a": [{"b": "\0"}]}, {"a": [{"b": "\ufffd"}]}),
        ({"a": "\u2028\U0001f600\ufeff\u202e"}, {"a": "\u2028\U0001f600\ufeff\u202e"}),
        ({"a": 2**63 - 1, "b": -(2**63)}, {"a": 2**63 - 1, "b": -(2**63)}),
        ({"a": 1e308, "b": -0.0}, {"a": 1e308, "b": -0.0}),
        ([], []),
        ("x", "x"),
        (None, None),
        ({"inputs": "wrong", "job": 3, "run": []}, {"inputs": "wrong", "job": 3, "run": []}),
        ({"a": nested(199)}, {"a": nested(199)}),
    ],
)
def test_accepted(payload, clean):
    assert normalise(payload) == clean
    raw = orjson.dumps(payload)
    assert normalise(orjson.loads(raw), raw) == clean
    orjson.dumps(normalise(payload))


SURROGATE = "holds half of a surrogate pair; accepted: whole characters"
FINITE = "is no finite number; accepted: finite numbers, or a text"
INT64 = "does not fit in 64 bits; accepted: -2^63 to 2^63 - 1, or a text"
LONG = "has more than 2048 bytes; accepted: up to 2048"


@pytest.mark.parametrize(
    "payload, message",
    [
        ({"a": {"b": [1, math.inf]}}, f"a.b[1]: {FINITE}"),
        ({"a": -math.inf}, f"a: {FINITE}"),
        ({"a": math.nan}, f"a: {FINITE}"),
        ({"a": 2**63}, f"a: {INT64}"),
        ({"a": -(2**63) - 1}, f"a: {INT64}"),
        ({"a": "x\ud800"}, f"a: {SURROGATE}"),
        ({"\udfff": 1}, f"?: {SURROGATE}"),
        ({"a": [{"b": "\ud83d\ud83d"}]}, f"a[0].b: {SURROGATE}"),
        ("\ud800", f"$: {SURROGATE}"),
        ({"run": {"runId": "x" * 2049}}, f"run.runId: {LONG}"),
        ({"job": {"namespace": "x" * 2049}}, f"job.namespace: {LONG}"),
        ({"job": {"name": "ä" * 1025}}, f"job.name: {LONG}"),
        ({"dataset": {"name": "x" * 2049}}, f"dataset.name: {LONG}"),
        ({"inputs": [{}, {"name": "x" * 2049}]}, f"inputs[1].name: {LONG}"),
        ({"outputs": [{"namespace": "x" * 2049}]}, f"outputs[0].namespace: {LONG}"),
        (
            {"inputs": [{}] * 5000, "outputs": [{}] * 5001},
            "outputs: the event has more than 10000 datasets; accepted: up to 10000",
        ),
    ],
)
def test_refused(payload, message):
    with pytest.raises(PayloadRefused) as caught:
        normalise(payload)
    assert str(caught.value) == message


@pytest.mark.parametrize("levels", [201, 900])
def test_deep_payloads(levels):
    with pytest.raises(PayloadRefused) as caught:
        normalise(nested(levels))
    assert caught.value.message == "is nested deeper than 200; accepted: up to 200 levels"
    assert len(caught.value.field) == 200


def test_what_json_reads_as_infinity():
    with pytest.raises(PayloadRefused):
        normalise(json.loads('{"a": 1e999}'))


def test_limits_themselves_are_accepted():
    normalise({"job": {"namespace": "x" * 2048, "name": "ä" * 1024}, "inputs": [{}] * 10_000})


@pytest.mark.parametrize("payload", [{"a": 2**63}, {"a": nested(200)}, {"run": {"runId": "x" * 2049}}])
def test_what_it_was_read_from_hides_nothing(payload):
    raw = orjson.dumps(payload)
    with pytest.raises(PayloadRefused):
        normalise(orjson.loads(raw), raw)
