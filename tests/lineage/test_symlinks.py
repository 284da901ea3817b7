"""Datasets that have several names are one, whichever name came first, and are two again when the symlink goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.database import rows
from catalog.ingest.stitch import stitch_pending
from catalog.queries.entities import entity_ids_of
from lineage.answers import Grain
from lineage.facts.refresh import facts_pending
from lineage.ingest.alias_groups import aliases_pending
from lineage.queries.graph import lineage_walk
from lineage.queries.runs import run_list
from lineage.queries.schemas import schema_list
from tests.builders import NAMESPACE, T0, VIEWER, dataset, dataset_ref, event, run_id, schema
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)


def linked(name, *others):
    """A dataset that is also known by other names; none given: the facet was deleted."""
    identifiers = [{"namespace": NAMESPACE, "name": other, "type": "TABLE"} for other in others]
    return dataset(name, facets={"symlinks": {"identifiers": identifiers} if others else {"_deleted": True}})


def groups():
    """(merged, into) by title."""
    aliases_pending()
    return sorted(rows("SELECT m.title, e.title FROM catalog_entity m JOIN catalog_entity e ON e.id = m.canonical_id"))


def edges():
    """Between datasets, as they hold now."""
    return sorted(
        rows(
            "SELECT s.title, t.title FROM lineage_foldededge f JOIN catalog_entity s ON s.id = f.source_id "
            "JOIN catalog_entity t ON t.id = f.target_id"
        )
    )


WRITER = event("write", run=run_id(1), inputs=["raw"], outputs=[linked("s3.table", "db.table")])
READER = event("read", run=run_id(2), minutes=5, inputs=["db.table"], outputs=["report"])


@pytest.mark.parametrize("events", [(WRITER, READER), (READER, WRITER)])
def test_a_path_and_its_table_are_one_node_whichever_was_heard_of_first(events):
    for one in events:
        ingest(one)
        aliases_pending()
    assert groups() == [("s3.table", "db.table")]
    assert edges() == [("db.table", "report"), ("raw", "db.table")]


def test_a_symlink_that_goes_takes_the_two_apart_again():
    ingest(WRITER, READER)
    assert groups() == [("s3.table", "db.table")]
    ingest(event("write", run=run_id(3), minutes=60, inputs=["raw"], outputs=[linked("s3.table")]))
    assert groups() == []
    assert edges() == [("db.table", "report"), ("raw", "s3.table")]


def test_chains_of_symlinks_are_one_group():
    ingest(event(outputs=[linked("c", "b"), linked("b", "a")]))
    assert groups() == [("a", "b"), ("c", "b")]


def test_what_arrives_after_the_merge_goes_to_the_one_that_stands_for_both():
    ingest(WRITER)
    assert groups() == [("db.table", "s3.table")]  # nothing but the symlink knows the table yet
    ingest(event("other", run=run_id(4), minutes=9, inputs=["db.table"], outputs=["copy"]))
    assert groups() == [("s3.table", "db.table")]
    assert edges() == [("db.table", "copy"), ("raw", "db.table")]


def test_either_name_leads_to_the_same_entity_runs_and_schema():
    with_schema = linked("s3.table", "db.table")
    with_schema["facets"] |= schema("id:int")
    ingest(event("write", run=run_id(1), inputs=["raw"], outputs=[with_schema]), READER)
    aliases_pending()
    stitch_pending()
    path, table = dataset_ref("s3.table"), dataset_ref("db.table")
    assert entity_ids_of(VIEWER, [path]) == entity_ids_of(VIEWER, [table])
    for ref in (path, table):
        assert [run.run_id for run in run_list(VIEWER, ref=ref, first=10).items] == [run_id(1)]
        (version,) = schema_list(VIEWER, ref=ref, first=10).items
        assert [column.path for column in version.columns] == ["id"]
        graph = lineage_walk(VIEWER, refs=[ref], grain=Grain.DATASET)
        assert sorted(node.entity.title for node in graph.nodes) == ["db.table", "raw", "report"]


def test_facts_of_runs_are_counted_once_for_both_names():
    ingest(event("write", run=run_id(1), outputs=[linked("s3.table", "db.table")]))
    ingest(event("write2", run=run_id(2), minutes=60, outputs=["db.table"]))
    aliases_pending()
    facts_pending()
    found = rows(
        "SELECT e.title, cardinality(f.outcomes) FROM lineage_runfacts f JOIN catalog_entity e ON e.id = f.entity_id "
        "WHERE e.kind = 'dataset'"
    )
    assert found == [("db.table", 2)]


def test_a_dataset_that_names_itself_is_not_merged():
    ingest(event(outputs=[linked("a", "a")]))
    assert groups() == []


def test_the_past_and_a_window_of_days_see_the_merged_dataset_too():
    ingest(WRITER, READER)
    aliases_pending()
    for options in ({}, {"window_days": 365}, {"as_of": T0 + timedelta(minutes=6)}):
        for grain in (Grain.DATASET, Grain.FULL):
            graph = lineage_walk(VIEWER, refs=[dataset_ref("s3.table")], grain=grain, max_hops=3, **options)
            titles = {node.key: node.entity.title for node in graph.nodes}
            found = sorted((titles[edge.source], titles[edge.target], len(edge.evidence)) for edge in graph.edges)
            joined = [("db.table", "report", 1), ("raw", "db.table", 1)]
            direct = [("db.table", "read", 1), ("raw", "write", 1), ("read", "report", 1), ("write", "db.table", 1)]
            assert found == (joined if grain is Grain.DATASET else direct)
