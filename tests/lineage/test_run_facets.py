"""All facets of a run are kept, the latest of each, whatever the order of events."""

from __future__ import annotations

import itertools

import pytest

from catalog.database import rows
from lineage.run_facets import facets_decode
from tests.builders import dataset, event, run_id
from tests.lineage.inflow import ingest

pytestmark = pytest.mark.django_db(transaction=True)


def bodies():
    """Facets of the one run there is: its own, then of its outputs."""
    ((stored,),) = rows("SELECT body FROM lineage_facetbundle")
    facets = facets_decode(stored)
    (outputs,) = facets.outputs.values() or ({},)
    return {n: body for n, (_, _, body) in facets.run.items()}, {n: body for n, (_, _, body) in outputs.items()}


EVENTS = (
    event(kind="START", run=run_id(1), run_facets={"spark": {"v": 1}, "gone": {"v": 1}}),
    event(kind="RUNNING", run=run_id(1), minutes=1, run_facets={"spark": {"v": 2}, "gone": {"_deleted": True}}),
    event(
        run=run_id(1),
        minutes=2,
        run_facets={"airflow": {"v": 3}},
        outputs=[dataset("x", outputFacets={"outputStatistics": {"rowCount": 5}})],
    ),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_latest_instance_of_each_facet_stands(order):
    for index in order:
        ingest(EVENTS[index])
    assert bodies() == (
        {"spark": {"v": 2}, "gone": None, "airflow": {"v": 3}},
        {"outputStatistics": {"rowCount": 5}},
    )


def test_a_huge_facet_leaves_its_size():
    ingest(
        event(run_facets={"plan": {"text": "x" * 100_000}}),
    )
    own = facets_decode(rows("SELECT body FROM lineage_facetbundle")[0][0]).run
    assert own["plan"][2] == {"_omitted": "100011 bytes"}
