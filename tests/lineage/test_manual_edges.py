"""Edges that people declare: they hold whatever producers send, are told with author and reason, and end when people say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from catalog.database import execute, rows
from catalog.errors import ForbiddenError, InvalidError, NotFoundError, WrongStateError
from catalog.queries.change_sets import audit_entry_list
from lineage.answers import Direction, EdgeBasis, Grain
from lineage.commands.edges import edge_declare, edge_retract
from lineage.ingest.removal import derived_empty
from lineage.queries.graph import lineage_walk
from tests.builders import ADMIN, VIEWER, dataset, dataset_ref, event, ingest, job_ref

pytestmark = pytest.mark.django_db
ANNA = replace(ADMIN, key="person:anna", name="Anna")


@pytest.fixture(autouse=True)
def _estate():
    ingest(event("load", inputs=[dataset("raw")], outputs=[dataset("clean")]))
    ingest(event("mail", inputs=[dataset("sheet")], outputs=[dataset("report")]))


def declare(source, target, viewer=ANNA, **more):
    return edge_declare(viewer, source=source, target=target, reason="The export is copied by hand.", **more)


def below(ref, grain=Grain.DATASET, **more):
    graph = lineage_walk(VIEWER, refs=[ref], direction=Direction.DOWNSTREAM, max_hops=9, grain=grain, **more)
    return sorted(node.key for node in graph.nodes if node.hop), {
        (edge.source, edge.target): edge for edge in graph.edges
    }


CLEAN, SHEET, REPORT = dataset_ref("clean"), dataset_ref("sheet"), dataset_ref("report")


def test_it_joins_two_datasets_and_tells_who_said_so_and_why():
    payload = declare(CLEAN, SHEET)
    assert payload.source is not None
    assert payload.target is not None
    assert (payload.source.ref, payload.target.ref) == (CLEAN, SHEET)
    for grain, expected in ((Grain.DATASET, [SHEET, REPORT]), (Grain.FULL, [SHEET, REPORT, job_ref("mail")])):
        nodes, edges = below(CLEAN, grain)
        assert nodes == sorted(expected)
        (proof,) = edges[CLEAN, SHEET].evidence
        assert (proof.basis, proof.source, proof.url) == (EdgeBasis.DECLARED, "people", "person:anna")
        assert (proof.note, proof.count) == ("The export is copied by hand.", 0)
    line = audit_entry_list(ANNA, first=1).items[0]
    assert (line.action, line.target, line.by, line.reason) == (
        "edge_declare",
        SHEET,
        "Anna",
        "The export is copied by hand.",
    )


def test_no_run_and_no_replay_ends_it():
    declare(CLEAN, SHEET)
    declare(dataset_ref("raw"), job_ref("mail"))
    ingest(event("mail", inputs=[dataset("other")], outputs=[dataset("report")]))
    derived_empty()
    assert below(CLEAN)[0] == [SHEET]
    ingest(event("mail", inputs=[dataset("other")], outputs=[dataset("report")]))
    assert below(dataset_ref("raw"), Grain.FULL)[0] == sorted([job_ref("mail"), REPORT])


def test_it_ends_when_people_say_so_and_the_past_keeps_it():
    declare(CLEAN, SHEET)
    during = datetime.now(UTC)
    execute("UPDATE lineage_edgeevidence SET first_seen_at = first_seen_at - interval '1 hour'")
    edge_retract(ANNA, source=CLEAN, target=SHEET, reason="A job does it now.")
    execute(
        "UPDATE lineage_edgeevidence SET superseded_at = superseded_at + interval '1 second' WHERE superseded_at IS NOT NULL"
    )
    assert below(CLEAN)[0] == []
    assert below(CLEAN, as_of=during)[0] == sorted([SHEET, REPORT])
    declare(CLEAN, SHEET)
    assert below(CLEAN)[0] == sorted([SHEET, REPORT])
    assert rows("SELECT count(*) FROM lineage_edgeevidence WHERE basis = 4") == [(1,)]


def test_what_a_producer_tells_is_not_retracted():
    with pytest.raises(NotFoundError, match="Nobody declared"):
        edge_retract(ANNA, source=dataset_ref("raw"), target=job_ref("load"), reason="Wrong.")
    declare(dataset_ref("raw"), job_ref("load"))
    edge_retract(ANNA, source=dataset_ref("raw"), target=job_ref("load"), reason="Known by now.")
    assert below(dataset_ref("raw"), Grain.FULL)[0] == sorted([job_ref("load"), CLEAN])


def test_a_dry_run_changes_nothing():
    declare(CLEAN, SHEET, dry_run=True)
    assert below(CLEAN)[0] == []
    assert rows("SELECT count(*) FROM catalog_auditentry WHERE action = 'edge_declare'") == [(0,)]


def test_what_cannot_be_is_refused():
    with pytest.raises(InvalidError, match="target: is the source itself"):
        declare(CLEAN, CLEAN)
    with pytest.raises(NotFoundError, match="resource:default/absent"):
        declare(CLEAN, "resource:default/absent")
    with pytest.raises(ForbiddenError):
        declare(CLEAN, SHEET, viewer=VIEWER)
    execute("UPDATE catalog_entity SET kind = 'team' WHERE ref = %s", [SHEET])
    with pytest.raises(InvalidError, match="target: is a team"):
        declare(CLEAN, SHEET)
    with pytest.raises(InvalidError, match="reason"):
        edge_declare(ANNA, source=CLEAN, target=REPORT, reason=" ")
    declare(CLEAN, REPORT)
    with pytest.raises(WrongStateError, match="People declared already"):
        declare(CLEAN, REPORT)
    assert below(CLEAN)[0] == [REPORT]
