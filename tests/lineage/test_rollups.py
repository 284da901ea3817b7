"""Walks from and between teams, systems and domains: groups stand for what is in them, and nothing is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import execute, rows
from lineage.answers import Direction, Grain
from lineage.queries.graph import lineage_walk
from lineage.queries.reach import lineage_count
from tests.builders import VIEWER
from tests.lineage.plain_graph import add_edge, entities, prove

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def chain():
    """raw -> load -> clean -> sum -> totals -> show -> board; teams ingest (raw, load), core (clean, sum, totals), nobody (show), bi."""
    raw, clean, totals, board = entities("dataset", 4)
    load, total, show = entities("job", 3)
    path = [raw, load, clean, total, totals, show, board]
    for source, target in zip(path, path[1:], strict=False):
        add_edge(source, target)
        prove(source, target, THEN)
    teams = dict(zip(("ingest", "core", "bi"), entities("team", 3), strict=True))
    systems = dict(zip(("lake", "shop"), entities("system", 2), strict=True))
    refs = {name: ref_of(node) for name, node in (teams | systems).items()}
    for team, owned in (("ingest", [raw, load]), ("core", [clean, total, totals]), ("bi", [board])):
        execute("UPDATE catalog_entity SET owner_ref = %s WHERE id = ANY(%s)", [refs[team], owned])
    execute("UPDATE catalog_entity SET system_ref = %s WHERE id = ANY(%s)", [refs["lake"], [raw, load, clean]])
    execute(
        "UPDATE catalog_entity SET system_ref = %s WHERE id = ANY(%s)", [refs["shop"], [total, totals, show, board]]
    )
    return refs | {"path": path, "show": ref_of(show), "totals": ref_of(totals), "clean": ref_of(clean)}


def ref_of(node):
    return rows("SELECT ref FROM catalog_entity WHERE id = %s", [node])[0][0]


def walked(*refs, **more):
    graph = lineage_walk(VIEWER, refs=refs, max_hops=9, **more)
    return {node.key: node.hop for node in graph.nodes}, [
        (edge.source, edge.target, edge.count) for edge in graph.edges
    ]


def test_teams_stand_for_what_they_own_and_what_nobody_owns_for_itself(chain):
    nodes, edges = walked(chain["totals"], grain=Grain.TEAM)
    assert nodes == {chain["core"]: 0, chain["ingest"]: -1, chain["show"]: 1, chain["bi"]: 2}
    assert sorted(edges) == sorted(
        [(chain["ingest"], chain["core"], 1), (chain["core"], chain["show"], 1), (chain["show"], chain["bi"], 1)]
    )


def test_an_edge_between_groups_tells_for_how_many_it_stands(chain):
    raw, load, clean, total, *_ = chain["path"]
    for source in (raw, load):
        add_edge(source, total)
        prove(source, total, THEN)
    _, edges = walked(chain["lake"], grain=Grain.SYSTEM)
    assert edges == [(chain["lake"], chain["shop"], 3)]


def test_the_same_at_an_instant(chain):
    before = THEN - timedelta(seconds=1)
    assert walked(chain["core"], grain=Grain.TEAM, as_of=before) == ({chain["core"]: 0}, [])
    assert walked(chain["core"], grain=Grain.TEAM, as_of=THEN) == walked(chain["core"], grain=Grain.TEAM)


def test_what_is_gone_joins_no_groups(chain):
    clean = chain["path"][2]
    execute(
        "INSERT INTO lineage_gonedataset (dataset_id, at, change, to_id, job_id) VALUES (%s, now(), 5, 0, 0)", [clean]
    )
    assert walked(chain["core"], grain=Grain.TEAM, direction=Direction.UPSTREAM)[0] == {chain["core"]: 0}


def test_a_walk_from_a_team_begins_at_what_it_owns(chain):
    nodes, _ = walked(chain["ingest"], direction=Direction.DOWNSTREAM)
    raw, load, *rest = (ref_of(node) for node in chain["path"])
    assert nodes == {chain["ingest"]: 0, raw: 0, load: 0} | {ref: hop for hop, ref in enumerate(rest, start=1)}


def test_what_is_in_reach_of_a_system_is_counted(chain):
    reach = lineage_count(VIEWER, refs=[chain["lake"]])
    assert (reach.total_count, reach.max_hop) == (4, 4)
    owners = next(facet for facet in reach.facets if facet.field == "owner")
    assert [(found.value, found.count, found.hop) for found in owners.values] == [
        (chain["core"], 2, 1),
        (None, 1, 3),
        (chain["bi"], 1, 4),
    ]
