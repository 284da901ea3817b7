"""Claims of several sources, descriptors and events become one entity that keeps its id, its names and its runs."""

from __future__ import annotations

import pytest

from catalog.database import execute, rows
from catalog.ingest.stitch import stitch_pending
from catalog.queries.entities import NameInput, entity_get, entity_resolve
from catalog.queries.issues import issue_list
from catalog.queries.relations import relation_list
from catalog.queues import STITCH
from lineage.queries.graph import lineage_walk
from lineage.queries.runs import run_list
from tests.builders import (
    ADMIN,
    JOBS,
    NAMESPACE,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    job_ref,
    sync,
)
from tests.estate import named, write

pytestmark = pytest.mark.django_db
ORDERS = "resource:default/orders"


def card(ref=ORDERS, **name):
    return entity_resolve(ADMIN, names=[NameInput(**name) if name else NameInput(ref=ref)])[0]


def detail(ref=ORDERS):
    return entity_get(ADMIN, names=[NameInput(ref=ref)])[0]


def table(name="orders", *, annotations=None, **spec):
    more = {"annotations": annotations} if annotations else {}
    return descriptor("Resource", name, spec={"type": "table", "owner": "team-a", **spec}, **more)


def read(folder, *documents, key="files", **options):
    """Let a source say exactly this."""
    write(folder / key, "a.yaml", *documents)
    return sync(files_source(folder / key, key=key, **options))


def test_it_works(tmp_path):
    read(tmp_path, table(), descriptor("System", "shop", spec={"owner": "team-a"}))
    found = card()
    assert (found.ref, found.title, found.owner.ref, found.owner.exists) == (
        ORDERS,
        "orders",
        "group:default/team-a",
        False,
    )
    assert rows("SELECT count(*) FROM catalog_stitchrequest") == [(0,)]


def test_two_sources_one_entity(tmp_path):
    read(tmp_path, {**table(), "metadata": {"name": "orders", "title": "Low", "tags": ["a"]}}, key="low", precedence=10)
    read(
        tmp_path, {**table(), "metadata": {"name": "orders", "title": "High", "tags": ["b"]}}, key="high", precedence=20
    )
    assert (card().title, card().tags) == ("High", ("a", "b"))
    (title,) = (p for p in detail().provenance if p.field == "metadata.title")
    (loser,) = title.losers
    assert (title.source, loser["source"], loser["value"], loser["url"]) == ("high", "low", "Low", "a.yaml:1")


def test_when_the_winner_goes_the_loser_takes_over(tmp_path):
    read(tmp_path, {**table(), "metadata": {"name": "orders", "title": "Low"}}, key="low", precedence=10)
    read(tmp_path, {**table(), "metadata": {"name": "orders", "title": "High"}}, key="high", precedence=20)
    before = card()
    read(tmp_path, table("other"), key="high", precedence=20)
    assert (card().title, card().id, card().version > before.version) == ("Low", before.id, True)


def test_the_domain_comes_through_the_system_and_follows_it(tmp_path):
    domains = [descriptor("Domain", name, spec={"owner": "team-a"}) for name in ("sales", "finance")]
    system = descriptor("System", "shop", spec={"owner": "team-a", "domain": "sales"})
    read(tmp_path, table(system="shop"), system, *domains)
    assert card().domain.ref == "domain:default/sales"
    read(tmp_path, table(system="shop"), {**system, "spec": {"owner": "team-a", "domain": "finance"}}, *domains)
    assert card().domain.ref == "domain:default/finance"
    read(tmp_path, table(system="shop"), {**system, "spec": {"owner": "team-a"}}, *domains)
    assert card().domain is None


def test_the_system_may_come_later_and_from_elsewhere(tmp_path):
    read(tmp_path, table(system="shop"))
    assert (card().system.exists, card().domain) == (False, None)
    read(tmp_path, descriptor("System", "shop", spec={"owner": "team-a", "domain": "sales"}), key="systems")
    assert (card().system.exists, card().domain.ref) == (True, "domain:default/sales")


def test_an_entity_goes_with_its_last_claim_and_comes_back_as_itself(tmp_path):
    read(tmp_path, table(), table("other"))
    before = card()
    read(tmp_path, table(), key="second")
    read(tmp_path, table("other"))
    assert card().id == before.id
    read(tmp_path, table("other"), key="second")
    assert card() is None
    assert card(id=before.id) is None
    read(tmp_path, table(lifecycle="again"), table("other"))
    assert (card().id, card().lifecycle) == (before.id, "again")


def test_a_deleted_entity_leaves_relations_dangling_not_broken(tmp_path):
    app = descriptor(
        "Component", "app", spec={"type": "service", "lifecycle": "x", "owner": "team-a", "dependsOn": [ORDERS]}
    )
    read(tmp_path, app, table())
    (relation,) = relation_list(ADMIN, ref=ORDERS, types=["dependencyOf"], first=10).items
    assert relation.target.ref == "component:default/app"
    read(tmp_path, app)
    (dangling,) = relation_list(ADMIN, ref="component:default/app", types=["dependsOn"], first=10).items
    assert (dangling.target.ref, dangling.target.exists) == (ORDERS, False)


# --- descriptors and events -------------------------------------------------------------------------------------------


def claimed(kind="Resource"):
    """A descriptor that claims the name that events use."""
    if kind == "Resource":
        return table(annotations=named(NAMESPACE, "orders"))
    spec = {"type": "job", "lifecycle": "production", "owner": "team-a"}
    return descriptor("Component", "loader", spec=spec, annotations=named(JOBS, "load"))


def happened():
    ingest(event("load", inputs=["raw"], outputs=["orders"]))


def check_one_entity():
    assert card().owner.ref == "group:default/team-a"
    assert card(namespace=NAMESPACE, name="orders").ref == ORDERS
    assert len(run_list(ADMIN, ref=ORDERS, first=10).items) == 1
    edges = {(e.source, e.target) for e in lineage_walk(ADMIN, refs=[ORDERS], max_hops=2).edges}
    assert edges == {(dataset_ref("raw"), job_ref("load")), (job_ref("load"), ORDERS)}
    assert rows("SELECT count(*) FROM catalog_entity WHERE name = 'orders'") == [(1,)]


def test_a_descriptor_claims_a_name_before_any_event(tmp_path):
    read(tmp_path, claimed())
    before = card().id
    happened()
    check_one_entity()
    assert card().id == before
    assert card(dataset_ref("orders")) is None


def test_a_descriptor_claims_a_name_that_events_made(tmp_path):
    happened()
    made = card(dataset_ref("orders"))
    read(tmp_path, claimed())
    check_one_entity()
    assert card().id == made.id
    assert card(dataset_ref("orders")).ref == ORDERS
    assert {(a.scheme, a.key) for a in detail().aliases} == {
        ("openlineage.dataset", f"{NAMESPACE}\norders"),
        ("ref", dataset_ref("orders")),
    }


def test_a_descriptor_that_was_there_claims_a_name_later(tmp_path):
    read(tmp_path, table())
    described = card().id
    happened()
    made = card(dataset_ref("orders")).id
    read(tmp_path, claimed())
    check_one_entity()
    assert card(id=described).ref == card(id=made).ref == ORDERS
    assert card().id == made


def test_a_job_is_claimed_with_its_runs(tmp_path):
    happened()
    made = card(job_ref("load"))
    (before,) = run_list(ADMIN, ref=job_ref("load"), first=10).items
    read(tmp_path, claimed("Component"))
    (after,) = run_list(ADMIN, ref="component:default/loader", first=10).items
    assert (after.id, after.job.ref) == (before.id, "component:default/loader")
    assert card("component:default/loader").id == made.id
    assert run_list(ADMIN, ref=job_ref("load"), first=10).items == (after,)


def test_a_name_that_another_descriptor_has_is_an_issue(tmp_path):
    read(tmp_path, claimed(), key="first")
    outcome = read(tmp_path, table("rival", annotations=named(NAMESPACE, "orders")), key="second")
    (issue,) = outcome.issues
    assert (issue.code, issue.ref) == ("identity.taken", "resource:default/rival")
    assert issue.message.endswith(f"belongs to {ORDERS} already.")
    assert card(namespace=NAMESPACE, name="orders").ref == ORDERS
    assert issue_list(ADMIN, ref="resource:default/rival", first=5).total_count == 1


def test_a_restricted_holder_of_a_name_is_not_named(tmp_path):
    secret = named(NAMESPACE, "orders", **{"headwater.dev/visibility": "restricted"})
    read(tmp_path, table("hush", annotations=secret), key="first")
    (issue,) = read(tmp_path, table("rival", annotations=named(NAMESPACE, "orders")), key="second").issues
    assert issue.message.endswith("belongs to a restricted entity already.")
    assert "hush" not in issue.message


def test_what_is_in_lineage_stays_as_a_stub_when_its_descriptor_goes(tmp_path):
    read(tmp_path, claimed(), table("other"))
    happened()
    before = card()
    read(tmp_path, table("other"))
    assert (card().id, card().owner, card().title) == (before.id, None, "orders")
    assert len(run_list(ADMIN, ref=ORDERS, first=10).items) == 1


# --- the queue --------------------------------------------------------------------------------------------------------


def test_an_unchanged_entity_is_not_written_again(tmp_path):
    read(tmp_path, table())
    before = card()
    STITCH.ask(row[0] for row in rows("SELECT id FROM catalog_entity"))
    assert stitch_pending() == 1
    assert (card().version, card().updated_at) == (before.version, before.updated_at)


def test_more_than_a_batch_is_folded(tmp_path, monkeypatch):
    from catalog.ingest import stitch

    monkeypatch.setattr(stitch, "BATCH", 3)
    read(tmp_path, *(table(f"t{i}") for i in range(8)))
    assert rows("SELECT count(*) FROM catalog_entity WHERE NOT stub") == [(8,)]
    execute("UPDATE catalog_entity SET stub = stub")
    STITCH.ask(row[0] for row in rows("SELECT id FROM catalog_entity"))
    assert stitch_pending() == 8
