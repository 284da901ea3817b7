"""Lineage of real events, asked as Marquez clients do, held against what an independent script says of the events."""

from __future__ import annotations

import json

import pytest

from tests.lineage.corpus.compare import Corpus, events_send
from tests.lineage.test_corpus import CORPUS
from tests.portal.marquez.asking import Door

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real events is not here"),
]


@pytest.fixture
def expected():
    return json.loads((CORPUS / "expected.json").read_text())["combined"]


def node(word, namespace, name):
    return f"{word}:{namespace}:{name}"


def neighbours(expected, side):
    """Of each job the datasets that it ever read or wrote, as node ids."""
    found = {}
    for namespace, name, space, dataset in expected[f"job_{side}_current"]:
        found.setdefault(node("job", namespace, name), set()).add(node("dataset", space, dataset))
    return found


def test_jobs_have_the_inputs_and_outputs_that_are_known_of_them(expected):
    events_send(Corpus(CORPUS).lines("combined"))
    door = Door()
    inputs, outputs = neighbours(expected, "inputs"), neighbours(expected, "outputs")
    asked = sorted(set(inputs) & set(outputs))[::7][:25]
    assert len(asked) > 5
    for job in asked:
        before, after = door.lineage(job, depth=1, windowDays=0)[job]
        assert (set(before), set(after)) == (inputs[job], outputs[job]), job


def test_datasets_have_their_columns(expected):
    events_send(Corpus(CORPUS).lines("combined"))
    door = Door()
    merged = {"\t".join(name) for group in expected["alias_groups"] for name in group}
    asked = sorted(expected["schema_current"].keys() - merged)[::9][:25]
    assert len(asked) > 5
    for text in asked:
        namespace, name = text.split("\t")
        found = door.get("namespaces/{}/datasets/{}", namespace, name)
        assert [[f["name"], f["type"]] for f in found["fields"]] == expected["schema_current"][text], text


def test_every_list_of_the_corpus_can_be_read(expected):
    events_send(Corpus(CORPUS).lines("combined"))
    door = Door()
    assert door.get("jobs", limit=10_000)["totalCount"] >= len(expected["jobs"])
    for space in door.get("namespaces", limit=10_000)["namespaces"]:
        for noun in ("datasets", "jobs"):
            found = door.get("namespaces/{}/" + noun, space["name"], limit=10_000)
            assert len(found[noun]) == found["totalCount"]
    for namespace, name in expected["datasets"][::9]:
        assert door.get("namespaces/{}/datasets/{}", namespace, name)["id"] == {"namespace": namespace, "name": name}
        assert door.get("lineage", nodeId=node("dataset", namespace, name))["graph"]
    for run_id, namespace, name, state in expected["runs"][::9]:
        assert door.get("jobs/runs/{}", run_id, namespace=namespace, job=name)["state"] == state
