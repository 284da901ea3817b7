"""Edges that nobody sees any more: marked as stale, then no lineage of today; back when they are seen, whatever was declared stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import execute, rows
from lineage.answers import Direction, EdgeAge, Grain
from lineage.commands.edges import edge_declare
from lineage.edge_ages import USUAL, EdgeAges, ages_of
from lineage.ingest.age_edges import edges_age
from lineage.queries.edge_evidence import edge_get
from lineage.queries.graph import lineage_walk
from tests.builders import ADMIN, VIEWER, dataset_ref, event, ingest

pytestmark = pytest.mark.django_db
RAW, CLEAN, SHEET = dataset_ref("raw"), dataset_ref("clean"), dataset_ref("sheet")
POLICY = (EdgeAges("other-*", 1, 2), EdgeAges("openl*", 10, 100))


@pytest.fixture(autouse=True)
def _policy(settings):
    settings.EDGE_AGES = POLICY


def load(days_ago):
    at = datetime.now(UTC) - timedelta(days=days_ago)
    ingest(event("load", inputs=["raw"], outputs=["clean"]) | {"eventTime": at.isoformat()})


def below(ref, **more):
    graph = lineage_walk(VIEWER, refs=[ref], direction=Direction.DOWNSTREAM, max_hops=9, grain=Grain.DATASET, **more)
    return [(edge.target, edge.age) for edge in graph.edges]


def test_the_first_entry_that_matches_decides():
    assert ages_of("openlineage", POLICY) == POLICY[1]
    assert ages_of("other-1", POLICY) == POLICY[0]
    assert ages_of("another", POLICY) == USUAL == EdgeAges("*", 45, None)


@pytest.mark.parametrize(("days_ago", "age"), [(9, EdgeAge.FRESH), (11, EdgeAge.STALE)])
def test_an_edge_is_stale_after_the_days_of_its_source(days_ago, age):
    load(days_ago)
    assert edges_age(POLICY) == 0
    assert below(RAW) == [(CLEAN, age)]


def test_what_was_not_seen_for_too_long_ends_and_the_past_keeps_it():
    load(101)
    before = datetime.now(UTC) - timedelta(days=50)
    assert edges_age(POLICY) == 3
    assert below(RAW) == []
    assert below(RAW, as_of=before) == [(CLEAN, EdgeAge.ENDED)]
    found = edge_get(VIEWER, source=RAW, target=CLEAN)
    assert found is not None
    (proof,) = found.evidence
    assert (proof.holds, proof.age, proof.valid_to) == (False, EdgeAge.ENDED, proof.last_seen_at + timedelta(days=100))
    assert edges_age(POLICY) == 0


def test_seen_again_it_is_back():
    load(101)
    edges_age(POLICY)
    load(1)
    assert below(RAW) == [(CLEAN, EdgeAge.FRESH)]


def test_without_a_limit_nothing_ends():
    load(3_000)
    assert edges_age(()) == 0
    assert below(RAW) == [(CLEAN, EdgeAge.STALE)]


def test_what_people_declare_never_ages():
    load(1)
    ingest(event("other", outputs=["sheet"]))
    edge_declare(ADMIN, source=CLEAN, target=SHEET, reason="By hand.")
    execute("UPDATE lineage_edgeevidence SET last_seen_at = now() - interval '9 years' WHERE basis = 4")
    assert edges_age((EdgeAges("people", 1, 1),)) == 0
    assert below(CLEAN) == [(SHEET, EdgeAge.FRESH)]
    assert rows("SELECT count(*) FROM lineage_edgeevidence WHERE superseded_at IS NOT NULL") == [(0,)]
