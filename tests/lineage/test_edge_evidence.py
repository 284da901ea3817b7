"""Why an edge is there: who says so, by which runs, since when and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import execute
from catalog.errors import InvalidError, NotFoundError
from catalog.names import Kind
from lineage.answers import EdgeBasis
from lineage.queries.edge_evidence import edge_get
from tests import estate as e
from tests.builders import (
    ADMIN,
    T0,
    VIEWER,
    column_lineage,
    dataset,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    job_ref,
    run_id,
    sync,
)

pytestmark = pytest.mark.django_db


def at(minutes):
    return T0 + timedelta(minutes=minutes)


def load(*inputs, minutes=0, job="load", facets=None):
    return event(
        job, run=run_id(minutes), minutes=minutes, inputs=inputs, outputs=[dataset("orders", facets=facets or {})]
    )


def asked(source="raw", target="orders", *, viewer=VIEWER, **options):
    return edge_get(viewer, source=dataset_ref(source), target=dataset_ref(target), **options)


def told(detail):
    return [(p.basis.value, p.job and p.job.title, p.count, p.holds) for p in detail.evidence]


def test_it_works():
    ingest(*(load("raw", minutes=m) for m in (0, 10)))
    found = edge_get(VIEWER, source=dataset_ref("raw"), target=job_ref("load"))
    assert (found.source.ref, found.target.kind, found.basis) == (
        dataset_ref("raw"),
        Kind.JOB,
        EdgeBasis.INPUT_OUTPUT,
    )
    (proof,) = found.evidence
    assert (proof.source, proof.job, proof.count, proof.holds, proof.valid_to, proof.url) == (
        "openlineage",
        None,
        2,
        True,
        None,
        None,
    )
    assert (proof.first_seen_at, proof.last_seen_at) == (at(0), at(10))
    assert proof.run_id.startswith("run_")


def test_everything_that_is_known_is_told_strongest_first():
    facets = column_lineage(id="raw.id")
    ingest(load("raw", facets=facets), *(load("raw", minutes=n, job=f"job-{n:02}") for n in range(1, 15)))
    found = asked()
    assert found.basis is EdgeBasis.COLUMN
    assert told(found)[0] == ("column", "load", 1, True)
    assert len(found.evidence) == 16
    assert told(found)[1] == ("input_output", "job-14", 1, True)


def test_what_ceased_is_its_history():
    ingest(load("raw"), load("new", minutes=10), load("raw", minutes=3, job="other"))
    assert told(asked()) == [("input_output", "other", 1, True), ("input_output", "load", 1, False)]
    assert [p.valid_to for p in asked().evidence] == [None, at(10)]
    assert told(asked(as_of=at(1))) == [("input_output", "load", 1, True)]
    assert asked(as_of=at(-1)) is None
    ingest(load("new", minutes=20, job="other"))
    gone = asked()
    assert (gone.basis, [p.valid_to for p in gone.evidence]) == (None, [at(20), at(10)])


def test_no_evidence_is_no_edge():
    ingest(load("raw"))
    assert asked("orders", "raw") is None
    assert asked("raw", "raw") is None
    for ends in (("raw", "absent"), ("absent", "raw")):
        with pytest.raises(NotFoundError, match="absent"):
            asked(*ends)
    with pytest.raises(InvalidError):
        asked(as_of=datetime.now(UTC) + timedelta(days=1))


def test_a_declared_edge_tells_its_place():
    ingest(load("raw"))
    execute(
        "INSERT INTO lineage_edgeevidence (source_id, target_id, via_id, basis, origin_id, first_seen_at, last_seen_at, "
        "run_count, locator, note) SELECT source_id, target_id, 0, 4, origin_id, %s, %s, 0, 'all.yaml:10', 'By hand.' "
        "FROM lineage_edgeevidence WHERE via_id > 0",
        [at(5), at(5)],
    )
    assert told(asked()) == [("input_output", "load", 1, True), ("declared", None, 0, True)]
    assert [(proof.url, proof.note) for proof in asked().evidence] == [(None, None), ("all.yaml:10", "By hand.")]


def test_a_hidden_job_keeps_its_name_and_its_run(tmp_path):
    annotations = e.named("scheduler", "load", **e.RESTRICTED)
    secret = descriptor(
        "Component", "load", annotations=annotations, spec={"type": "job", "lifecycle": "x", "owner": "x"}
    )
    e.write(tmp_path, "all.yaml", secret)
    sync(files_source(tmp_path))
    ingest(load("raw"))
    (proof,) = asked().evidence
    assert (proof.job, proof.run_id, proof.count) == (None, None, 1)
    (proof,) = asked(viewer=ADMIN).evidence
    assert (proof.job.ref, proof.run_id is None) == ("component:default/load", False)
    with pytest.raises(NotFoundError):
        edge_get(VIEWER, source=dataset_ref("raw"), target="component:default/load")
