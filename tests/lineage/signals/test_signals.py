"""What each signal of lineage says, on a real database."""

from __future__ import annotations

import pytest

from catalog.database import execute, rows
from catalog.ownership.refresh import ownership_pending
from catalog.queues import OWNERSHIP
from lineage.signals.facets import FacetsSignal
from lineage.signals.neighbours import NeighboursSignal
from lineage.signals.pipeline import PipelineSignal
from tests.builders import dataset, dataset_ref, event, ingest, job_ref, parent, run_id
from tests.catalog.ownership.estate import (
    TEAM_A,
    TEAM_B,
    decide,
    entity_id,
    evidence,
    group,
    owner,
    present,
    read,
    settle,
    user,
)

pytestmark = pytest.mark.django_db
TEAMS = (group("team-a"), group("team-b"))


def observed(signal, ref):
    """(owner, role, tier, strength), strongest first."""
    found = signal().observe([entity_id(ref)])
    return [(e.owner_ref, e.role.value, e.tier, e.strength) for e in found]


# --- facets -----------------------------------------------------------------------------------------------------------


def owners(*named):
    """An ownership facet of (name, type)."""
    listed = [{"name": name, **({"type": kind} if kind else {})} for name, kind in named]
    return {"ownership": {"owners": listed}}


def facet(*named):
    ingest(event("load", outputs=[dataset("orders", facets=owners(*named))]))
    return sorted(observed(FacetsSignal, dataset_ref("orders")), key=lambda e: (e[2], e[1], e[0]))


@pytest.mark.parametrize(
    "text, ref",
    [
        ("group:shop/team-x", "group:shop/team-x"),
        ("team:team-x", "group:default/team-x"),
        ("urn:li:corpGroup:team-x", "group:default/team-x"),
        ("team-x", "group:default/team-x"),
        ("user:ann", "user:default/ann"),
        ("ann@example.com", "user:default/ann"),
    ],
)
def test_owners_as_producers_write_them(text, ref):
    assert facet((text, None)) == [(ref, "accountable", 2, 1.0)]


@pytest.mark.parametrize(
    "kind, role",
    [
        (None, "accountable"),
        ("OWNER", "accountable"),
        ("MAINTAINER", "accountable"),
        ("DATAOWNER", "accountable"),
        ("TECHNICAL_OWNER", "technical"),
        ("Business Owner", "domain"),
        ("DATA_STEWARD", "steward"),
        ("consumer", "contact"),
    ],
)
def test_types_are_roles_where_they_are_clear(kind, role):
    assert facet(("team:x", kind)) == [("group:default/x", role, 2, 1.0)]


def test_one_of_several_is_accountable():
    assert facet(("user:ann", None), ("team:b", "OWNER"), ("team:c", "OWNER"), ("team:d", "STEWARD")) == [
        ("group:default/b", "accountable", 2, 1.0),
        ("group:default/d", "steward", 2, 1.0),
        ("group:default/c", "technical", 2, 1.0),
        ("user:default/ann", "technical", 2, 1.0),
    ]


@pytest.mark.parametrize("text", ["airflow", "root", "Admin", "user:airflow"])
def test_what_a_tool_writes_by_default_is_only_a_hint(text):
    ((_, role, tier, strength),) = facet((text, None))
    assert (role, tier, strength) == ("accountable", 3, 0.2)


def test_a_default_is_not_the_one_that_is_accountable():
    assert facet(("airflow", None), ("team:x", None)) == [
        ("group:default/x", "accountable", 2, 1.0),
        ("group:default/airflow", "accountable", 3, 0.2),
    ]


def test_owners_that_come_or_change_alone_are_looked_at_again():
    def known():
        return rows(
            "SELECT e.title, o.owner_ref FROM catalog_ownershipevidence o JOIN catalog_entity e ON e.id = o.entity_id "
            "WHERE o.family = 'facet' ORDER BY 1"
        )

    ingest(event("load", outputs=["orders"]))
    assert known() == []
    for minutes, team in enumerate(("team:x", "team:y"), start=1):
        named = owners((team, None))
        ingest(event("load", minutes=minutes, outputs=[dataset("orders", facets=named)], job_facets=named))
        assert known() == [("load", f"group:default/{team[5:]}"), ("orders", f"group:default/{team[5:]}")]


@pytest.mark.parametrize("body", [[], {}, {"owners": None}, {"owners": ["x", {}, {"name": 5}, {"name": ""}]}])
def test_facets_of_no_shape_say_nothing(body):
    ingest(event("load", outputs=[dataset("orders", facets={"ownership": body})]))
    assert observed(FacetsSignal, dataset_ref("orders")) == []


def test_jobs_have_owners_too_and_the_source_is_that_of_the_events(tmp_path):
    read(tmp_path, *TEAMS)
    ingest(event("load", job_facets=owners(("team-a", None))), source="airflow-prod")
    settle()
    assert owner(job_ref("load")) == (None, "orphan")  # a source of events is not trusted for owners by itself
    execute("UPDATE catalog_source SET trusted_for_owners = true WHERE key = 'airflow-prod'")
    settle()
    assert owner(job_ref("load")) == (TEAM_A, "declared")
    assert [(line["source"], line["family"]) for line in present(job_ref("load"), "ledger")[0]] == [
        ("airflow-prod", "facet")
    ]


def test_a_facet_of_a_later_run_replaces_it():
    facet(("team:a", None))
    later = dataset("orders", facets=owners(("team:b", None)))
    ingest(event("load", outputs=[later], minutes=5))
    assert observed(FacetsSignal, dataset_ref("orders")) == [("group:default/b", "accountable", 2, 1.0)]


# --- pipeline ---------------------------------------------------------------------------------------------------------


def pipeline(*outputs):
    """A pipeline `dag` whose job `dag.load` writes datasets."""
    run = run_id()
    ingest(event("dag", run=run), event("dag.load", run_facets=parent(run, "dag"), outputs=list(outputs)))


def test_a_job_has_the_owner_of_its_pipeline(tmp_path):
    pipeline("orders")
    read(tmp_path, *TEAMS)
    assert observed(PipelineSignal, job_ref("dag.load")) == []
    decide(job_ref("dag"), "override", TEAM_A)
    settle()
    assert observed(PipelineSignal, job_ref("dag.load")) == [(TEAM_A, "accountable", 2, 1.0)]
    assert owner(job_ref("dag.load")) == (TEAM_A, "declared")
    assert present(job_ref("dag.load"), "text") == (f"Its pipeline {job_ref('dag')} belongs to {TEAM_A}.",)


def test_a_dataset_is_likely_owned_by_who_owns_the_jobs_that_write_it(tmp_path):
    pipeline("orders")
    read(tmp_path, *TEAMS)
    decide(job_ref("dag"), "override", TEAM_A)
    settle()
    assert observed(PipelineSignal, dataset_ref("orders")) == [(TEAM_A, "accountable", 3, 0.8)]
    assert owner(dataset_ref("orders")) == (None, "orphan")
    ((suggestion,),) = present(dataset_ref("orders"), "suggestions")
    assert (suggestion["owner"], suggestion["band"], suggestion["reasons"][0]) == (
        TEAM_A,
        "medium",
        f"{TEAM_A} owns 1 of 1 jobs with an owner that write it.",
    )


def test_writers_that_disagree_count_by_share(tmp_path):
    ingest(*(event(f"load-{name}", outputs=["orders"]) for name in "abc"))
    read(tmp_path, *TEAMS)
    for name, team in (("a", TEAM_A), ("b", TEAM_A), ("c", TEAM_B)):
        decide(job_ref(f"load-{name}"), "override", team)
    settle()
    assert observed(PipelineSignal, dataset_ref("orders")) == [
        (TEAM_A, "accountable", 3, 0.53),
        (TEAM_B, "accountable", 3, 0.27),
    ]


def test_a_pipeline_inherits_from_nobody(tmp_path):
    outer, inner = run_id(), run_id()
    ingest(
        event("outer", run=outer),
        event("inner", run=inner, run_facets=parent(outer, "outer")),
        event("inner.load", run_facets=parent(inner, "inner")),
    )
    read(tmp_path, *TEAMS)
    decide(job_ref("outer"), "override", TEAM_A)
    settle()
    assert (owner(job_ref("inner")), owner(job_ref("inner.load"))) == ((None, "orphan"), (None, "orphan"))


def test_a_stale_owner_of_a_pipeline_is_not_handed_on(tmp_path):
    pipeline("orders")
    read(tmp_path, user("ann"))
    decide(job_ref("dag"), "confirm", "group:default/unknown")
    settle()
    assert owner(job_ref("dag")) == ("group:default/unknown", "stale")
    assert owner(job_ref("dag.load")) == (None, "orphan")


def test_a_change_spreads_to_jobs_and_to_what_they_write_and_ends(tmp_path):
    pipeline("orders")
    read(tmp_path, *TEAMS)
    settle()
    decide(job_ref("dag"), "override", TEAM_A)
    OWNERSHIP.ask([entity_id(job_ref("dag"))])
    assert ownership_pending() > 2
    assert owner(job_ref("dag.load")) == (TEAM_A, "declared")
    assert [row[1] for row in evidence(dataset_ref("orders"), "pipeline")] == [TEAM_A]
    assert rows("SELECT count(*) FROM catalog_ownershiprequest") == [(0,)]


# --- neighbours -------------------------------------------------------------------------------------------------------


def lineage(*edges):
    """Datasets a -> b by a job of their own each."""
    ingest(*(event(f"{a}-{b}", inputs=[a], outputs=[b]) for a, b in edges))


def own(**teams):
    for name, team in teams.items():
        decide(dataset_ref(name), "override", team)
    settle()


def test_downstream_and_upstream_by_share(tmp_path):
    lineage(("up", "mid"), ("mid", "x"), ("mid", "y"), ("mid", "z"), ("z", "far"))
    read(tmp_path, *TEAMS)
    own(up=TEAM_B, x=TEAM_A, y=TEAM_A, z=TEAM_B, far=TEAM_B)
    assert observed(NeighboursSignal, dataset_ref("mid")) == [
        (TEAM_A, "accountable", 3, 0.49),
        (TEAM_B, "accountable", 3, 0.25),
        (TEAM_B, "accountable", 3, 0.67),
    ]
    settle()
    # One row for each owner and family is kept: the strongest.
    assert [(row[1], row[4]) for row in evidence(dataset_ref("mid"), "neighbours")] == [(TEAM_B, 0.67), (TEAM_A, 0.49)]


def test_nothing_follows_from_a_hub_nor_for_one(tmp_path):
    lineage(*(("hub", f"d{n}") for n in range(51)))
    read(tmp_path, *TEAMS)
    own(hub=TEAM_A, d1=TEAM_B)
    assert observed(NeighboursSignal, dataset_ref("d2")) == []
    assert observed(NeighboursSignal, dataset_ref("hub")) == []
    assert NeighboursSignal().spread([entity_id(dataset_ref("hub"))]) == set()


def test_what_has_fifty_neighbours_is_no_hub(tmp_path):
    lineage(*(("hub", f"d{n}") for n in range(50)))
    read(tmp_path, *TEAMS)
    own(hub=TEAM_A)
    assert observed(NeighboursSignal, dataset_ref("d2")) == [(TEAM_A, "accountable", 3, 0.67)]
    assert len(NeighboursSignal().spread([entity_id(dataset_ref("hub"))])) == 50


def test_neighbours_that_nobody_owns_say_nothing(tmp_path):
    lineage(("up", "mid"), ("mid", "down"))
    read(tmp_path, *TEAMS)
    decide(dataset_ref("up"), "unowned_ok")
    decide(dataset_ref("down"), "confirm", "group:default/unknown")
    settle()
    assert observed(NeighboursSignal, dataset_ref("mid")) == []


def test_those_next_to_a_change_depend_on_it():
    lineage(("up", "mid"), ("mid", "down"), ("down", "far"))
    expected = {entity_id(dataset_ref(name)) for name in ("up", "down")}
    assert NeighboursSignal().spread([entity_id(dataset_ref("mid"))]) == expected
