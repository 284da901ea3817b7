"""Datasets that are dropped, renamed and written again (facet lifecycleStateChange): one state for every door."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest
from django.core.management import call_command

from catalog.answers import CheckState, ExistenceState, FreshnessState
from catalog.database import rows
from catalog.health.refresh import health_pending
from catalog.queries.entities import NameInput, entity_resolve
from catalog.queries.health import health_get
from catalog.queries.search import entity_search
from lineage.answers import ChangeKind, Direction, Grain
from lineage.facts.refresh import facts_pending
from lineage.ingest.alias_groups import aliases_pending
from lineage.queries.dataset_sheets import dataset_name, dataset_sheet_get
from lineage.queries.existence import existence_get
from lineage.queries.graph import lineage_walk
from lineage.queries.runs import run_get, run_list
from tests.builders import NAMESPACE, T0, VIEWER, dataset, dataset_ref, event, job_ref, run_id, settle
from tests.digest import graph_digest
from tests.lineage.inflow import ingest as apply

pytestmark = pytest.mark.django_db(transaction=True)


def ingest(*events):
    """Apply events, and find out what is gone by them."""
    apply(*events)
    aliases_pending()
    facts_pending()


def changed(name, kind, former=None):
    """A dataset with the facet."""
    more = {"previousIdentifier": {"namespace": NAMESPACE, "name": former}} if former else {}
    return dataset(name, facets={"lifecycleStateChange": {"lifecycleStateChange": kind, **more}})


def existence(name):
    return existence_get(VIEWER, refs=[dataset_ref(name)])[0]


def told(minutes, *outputs, kind="COMPLETE", job="load", number=None, inputs=()):
    return event(job, kind, run=run_id(number), minutes=minutes, inputs=inputs, outputs=outputs)


def test_a_dropped_dataset_is_found_and_says_who_dropped_it_and_when():
    ingest(told(0, "x"), told(5, changed("x", "DROP"), job="clean", number=9))
    found = existence("x")
    assert (found.state, found.since, found.job.title) == (ExistenceState.DROPPED, T0 + timedelta(minutes=5), "clean")
    (run,) = run_list(VIEWER, ref=job_ref("clean"), first=1).items
    assert found.run_id == run.id
    assert [(c.kind, c.job.title) for c in found.changes] == [(ChangeKind.DROPPED, "clean")]
    assert [use.change for use in run_get(VIEWER, ids=[run.id])[0].outputs] == [ChangeKind.DROPPED]
    assert dataset_sheet_get(VIEWER, dataset=dataset_name(NAMESPACE, "x")).deleted is True


DROP = told(10, changed("x", "DROP"), job="clean", number=1)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (told(15, "x", number=2), ExistenceState.LIVE),
        (told(15, "x", number=2, kind="START"), ExistenceState.LIVE),
        (told(15, "x", number=2, kind="FAIL"), ExistenceState.DROPPED),
        (told(15, changed("x", "CREATE"), number=2), ExistenceState.LIVE),
        (told(5, "x", number=2), ExistenceState.DROPPED),
        (told(15, "x", job="clean", number=1), ExistenceState.DROPPED),
        (told(15, "y", number=2, inputs=["x"]), ExistenceState.DROPPED),
        (told(15, changed("x", "DROP"), number=2, kind="FAIL"), ExistenceState.LIVE),
    ],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_written_or_made_later_is_there_again(after, state, order):
    for index in order:
        ingest((DROP, after)[index])
    if after["eventType"] == "FAIL" and state is ExistenceState.LIVE:
        # The drop that failed is the last one that was told: what it meant to do did not take place.
        assert existence("x").changes == ()
    assert existence("x").state is state
    assert dataset_sheet_get(VIEWER, dataset=dataset_name(NAMESPACE, "x")).deleted is (state is ExistenceState.DROPPED)


def test_names_before_and_after_lead_to_each_other():
    ingest(told(0, "old", inputs=["a"]), told(5, changed("new", "RENAME", "old"), job="move"))
    old, new = existence("old"), existence("new")
    assert (old.state, old.renamed_to.title, old.job.title) == (ExistenceState.RENAMED, "new", "move")
    assert (new.state, new.since) == (ExistenceState.LIVE, None)
    assert [(c.kind, c.former.title) for c in new.changes] == [(ChangeKind.RENAMED, "old")]
    ingest(told(9, "old"))
    assert existence("old").state is ExistenceState.LIVE


def test_the_last_change_of_each_kind_is_told():
    ingest(
        told(0, changed("x", "CREATE"), number=1), told(1, changed("x", "OVERWRITE"), number=2),
        told(2, changed("x", "OVERWRITE"), number=3), told(3, changed("x", "TRUNCATE"), number=4),
    )  # fmt: skip
    assert [(c.kind, c.at) for c in existence("x").changes] == [
        (ChangeKind.TRUNCATED, T0 + timedelta(minutes=3)),
        (ChangeKind.OVERWRITTEN, T0 + timedelta(minutes=2)),
        (ChangeKind.CREATED, T0),
    ]


def names(graph):
    return {node.entity.title for node in graph.nodes}


@pytest.mark.parametrize("grain", [Grain.FULL, Grain.DATASET])
def test_what_is_gone_does_not_break_and_the_past_still_shows_it(grain):
    ingest(
        told(0, "x", inputs=["a"], job="one"), told(1, "y", inputs=["x"], job="two"),
        told(5, changed("x", "DROP"), job="clean"),
    )  # fmt: skip
    down = {"direction": Direction.DOWNSTREAM, "max_hops": 9, "grain": grain}
    graph = lineage_walk(VIEWER, refs=[dataset_ref("a")], **down)
    assert names(graph) == ({"a", "one"} if grain is Grain.FULL else {"a"})
    assert [(node.more_downstream, node.gone) for node in graph.nodes] == [(0, False)] * len(graph.nodes)
    assert graph.truncated is False
    past = lineage_walk(VIEWER, refs=[dataset_ref("a")], as_of=T0 + timedelta(minutes=2), **down)
    assert {"a", "x", "y"} <= names(past)
    start = lineage_walk(VIEWER, refs=[dataset_ref("x")], **down)
    assert {node.entity.title: node.gone for node in start.nodes if node.hop == 0} == {"x": True}
    assert "y" in names(start)


def card(name):
    """The card of a dataset, the same in a search, a list of names and a walk."""
    (hit,) = [h.card for h in entity_search(VIEWER, text=name, first=100).items if h.card.ref == dataset_ref(name)]
    (resolved,) = entity_resolve(VIEWER, names=[NameInput(ref=dataset_ref(name))])
    (start,) = [n.entity for n in lineage_walk(VIEWER, refs=[dataset_ref(name)]).nodes if n.hop == 0]
    assert hit == resolved == start
    return hit


def test_every_list_shows_what_is_gone_and_when_it_went():
    ingest(told(0, "x", "old"), told(5, changed("x", "DROP"), changed("new", "RENAME", "old"), job="clean", number=9))
    five = T0 + timedelta(minutes=5)
    assert (card("x").existence_state, card("x").gone_at) == (ExistenceState.DROPPED, five)
    assert (card("old").existence_state, card("old").gone_at) == (ExistenceState.RENAMED, five)
    assert (card("new").existence_state, card("new").gone_at) == (ExistenceState.LIVE, None)
    ingest(told(9, "x", number=2))
    assert (card("x").existence_state, card("x").gone_at) == (ExistenceState.LIVE, None)


def judged(name):
    """Health of a dataset, after what waits was judged; what its checks say, by name."""
    health_pending()
    (found,) = health_get(VIEWER, refs=[dataset_ref(name)])
    return found, {verdict.check: verdict for verdict in found.verdicts}


def test_health_expects_nothing_of_what_is_gone_and_says_so_at_once():
    day = 24 * 60
    ingest(*(told(day * n, "x", number=10 + n) for n in range(12)), told(1, "y", inputs=["x"], job="next", number=1))
    settle()
    # It came each day, and stopped long ago.
    assert judged("x")[1]["freshness.on_time"].state is CheckState.FAIL
    assert judged("y")[1]["upstream.condition"].state is CheckState.WARN
    ingest(told(day * 12, changed("x", "DROP"), job="clean", number=9))
    found, checks = judged("x")
    assert {check.state for check in checks.values()} == {CheckState.NOT_APPLICABLE}
    assert checks["freshness.on_time"].text == (
        f"It was dropped {T0 + timedelta(days=12):%Y-%m-%d %H:%M} UTC: nothing is expected of it."
    )
    assert (found.condition, found.care, card("x").freshness) == (None, None, FreshnessState.UNKNOWN)
    # What is made from it does not pay for it any more.
    assert judged("y")[1]["upstream.condition"].state is CheckState.PASS
    ingest(told(day * 13, "x", number=4))
    assert judged("x")[1]["reliability.last_run"].state is CheckState.PASS


def test_merged_names_are_gone_together():
    linked = {"symlinks": {"identifiers": [{"namespace": NAMESPACE, "name": "lake_x", "type": "LOCATION"}]}}
    ingest(told(0, dataset("x", facets=linked)), told(5, changed("lake_x", "DROP")))
    assert existence("x").state is ExistenceState.DROPPED
    ingest(told(9, "x"))
    assert existence("lake_x").state is ExistenceState.LIVE


def test_a_dataset_event_tells_it_too():
    made = {
        "eventTime": event(minutes=5)["eventTime"],
        "dataset": changed("x", "DROP"),
        "producer": "https://example.com/t",
    }
    ingest(told(0, "x"), made)
    found = existence("x")
    assert (found.state, found.job, found.run_id) == (ExistenceState.DROPPED, None, None)


@pytest.mark.parametrize(
    "wrong", [5, "DROP", None, [5], {"lifecycleStateChange": 5}, {"lifecycleStateChange": "EXPLODE"}]
)
def test_a_facet_of_a_wrong_shape_tells_nothing(wrong):
    ingest(told(0, dataset("x", facets={"lifecycleStateChange": wrong})))
    assert existence("x").changes == ()


def story(seed):
    """Datasets that are written, dropped, renamed and made by runs that end in every way."""
    rng = random.Random(seed)
    made = []
    for number in range(9):
        uses = []
        for name in "xyz":
            kind = rng.choice((None, None, "CREATE", "DROP", "RENAME", "OVERWRITE", "TRUNCATE"))
            if rng.random() < 0.5:
                former = rng.choice([n for n in "xyz" if n != name]) if kind == "RENAME" else None
                uses.append(changed(name, kind, former) if kind else name)
        kinds = rng.choice((["START"], ["START", "COMPLETE"], ["START", "FAIL"], ["COMPLETE"]))
        for place, kind in enumerate(kinds):
            outputs = [use for use in uses if rng.random() < 0.8]
            made.append(told(number * 4 + place * 3, *outputs, kind=kind, number=300 + number, job=f"job{number % 2}"))
    return made


@pytest.mark.parametrize("seed", range(10))
def test_order_and_repetition_change_nothing(seed):
    ingest(*story(seed))
    expected = graph_digest(rows)
    call_command("flush", interactive=False, verbosity=0)
    rng = random.Random(seed)
    shuffled = story(seed)
    rng.shuffle(shuffled)
    while shuffled:
        ingest(*shuffled[:3], *rng.sample(story(seed), 1))
        shuffled = shuffled[3:]
    found = graph_digest(rows)
    for name in ("changes of datasets", "gone datasets", "datasets of runs", "edges"):
        assert found[name] == expected[name]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_drop_whose_run_fails_in_the_end_did_not_take_place(order):
    run = [
        told(5, changed("x", "DROP"), kind="START", number=1),
        told(6, kind="FAIL", number=1),
        told(0, "x", number=2),
    ]
    for index in order:
        ingest(run[index])
    assert existence("x").state is ExistenceState.LIVE
