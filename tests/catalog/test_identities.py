"""A descriptor and events that speak of one thing become one entity, whichever came first; and what hangs on it follows."""

from __future__ import annotations

import pytest
import yaml

from catalog.database import rows
from catalog.queries.entities import NameInput, entity_get, entity_resolve
from lineage.queries.runs import run_list
from tests.builders import (
    NAMESPACE,
    VIEWER,
    dataset_ref,
    descriptor,
    event,
    files_source,
    ingest,
    job_ref,
    run_id,
    sync,
)


def resource(name, *, claims=None, **metadata):
    spec = metadata.pop("spec", {})
    if claims:
        metadata["annotations"] = {"openlineage.io/namespace": NAMESPACE, "openlineage.io/name": claims}
    return descriptor("Resource", name, spec={"type": "table", "owner": "team", **spec}, **metadata)


def say(tmp_path, *documents, key="files", **options):
    """The source says this and nothing else; its issues."""
    (tmp_path / key).mkdir(exist_ok=True)
    (tmp_path / key / "all.yaml").write_text(yaml.safe_dump_all(documents))
    outcome = sync(files_source(tmp_path / key, key=key, **options))
    assert outcome.state == "succeeded"
    return [(issue.code, issue.ref, issue.message) for issue in outcome.issues]


def card(ref):
    return entity_resolve(VIEWER, names=[NameInput(ref=ref)])[0]


def living():
    return [row[0] for row in rows("SELECT ref FROM catalog_entity WHERE deleted_at IS NULL ORDER BY ref")]


@pytest.mark.django_db
def test_an_untrusted_source_makes_no_relation_of_ownership(tmp_path):
    say(tmp_path, resource("a", spec={"dependsOn": ["resource:b"]}), trusted=False)
    assert rows("SELECT type, target_ref FROM catalog_relation") == [("dependsOn", "resource:default/b")]
    assert card("resource:default/a").owner is None
    say(tmp_path, resource("a", spec={"owner": "own"}), key="trusted", precedence=1)
    assert rows(
        "SELECT r.type, r.target_ref, s.key FROM catalog_relation r JOIN catalog_source s ON s.id = r.source_id ORDER BY 1"
    ) == [("dependsOn", "resource:default/b", "files"), ("ownedBy", "group:default/own", "trusted")]
    assert card("resource:default/a").owner.ref == "group:default/own"


def system(domain=None):
    return descriptor("System", "s", spec={"owner": "team", **({"domain": domain} if domain else {})})


@pytest.mark.django_db
@pytest.mark.parametrize("part_first", [True, False])
def test_a_part_has_the_domain_of_its_system_and_follows_it(tmp_path, part_first):
    def domain():
        found = card("resource:default/a").domain
        return found and found.ref

    part = resource("a", spec={"system": "s"})
    if part_first:
        say(tmp_path, part, key="parts")
        assert domain() is None
        say(tmp_path, system("north"), key="systems")
    else:
        say(tmp_path, system("north"), key="systems")
        say(tmp_path, part, key="parts")
    assert domain() == "domain:default/north"
    say(tmp_path, system("south"), key="systems")
    assert domain() == "domain:default/south"
    say(tmp_path, system(), key="systems")
    assert domain() is None
    say(tmp_path, system("west"), key="systems")
    assert domain() == "domain:default/west"
    say(tmp_path, key="systems")
    assert domain() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("described_first", [True, False])
def test_a_descriptor_and_events_are_one_entity(tmp_path, described_first):
    run = run_id()

    def describe():
        assert say(tmp_path, resource("orders", claims="shop.orders", title="Orders")) == []

    if described_first:
        describe()
    made = card("resource:default/orders")
    ingest(event(run=run, outputs=["shop.orders"]))
    if not described_first:
        made = card(dataset_ref("shop.orders"))
        assert made.title == "shop.orders"
        describe()
    assert living() == [job_ref("load"), "resource:default/orders"]
    now = card("resource:default/orders")
    assert (now.id, now.title, now.platform) == (made.id, "Orders", "postgres")
    assert [r.run_id for r in run_list(VIEWER, ref="resource:default/orders", first=5).items] == [run]
    (by_name,) = entity_resolve(VIEWER, names=[NameInput(namespace=NAMESPACE, name="shop.orders")])
    assert by_name.ref == "resource:default/orders"
    ingest(event(run=run_id(), minutes=5, outputs=["shop.orders"]))
    assert len(run_list(VIEWER, ref="resource:default/orders", first=5).items) == 2
    again = say(tmp_path, resource("orders", claims="shop.orders", title="Orders"))
    assert (again, living()) == ([], [job_ref("load"), "resource:default/orders"])


@pytest.mark.django_db(transaction=True)
def test_refs_and_ids_of_both_lead_to_the_one_that_is_left(tmp_path):
    assert say(tmp_path, resource("orders")) == []
    described = card("resource:default/orders").id
    ingest(event(outputs=["shop.orders"]))
    known = card(dataset_ref("shop.orders")).id
    assert described != known
    assert say(tmp_path, resource("orders", claims="shop.orders")) == []
    names = [
        NameInput(ref="resource:default/orders"),
        NameInput(ref=dataset_ref("shop.orders")),
        NameInput(id=described),
        NameInput(id=known),
    ]
    assert [(c.ref, c.id) for c in entity_resolve(VIEWER, names=names)] == [("resource:default/orders", known)] * 4
    (detail,) = entity_get(VIEWER, names=names[:1])
    assert {(a.scheme, a.key) for a in detail.aliases if a.scheme != "id"} >= {
        ("openlineage.dataset", f"{NAMESPACE}\nshop.orders"),
        ("ref", dataset_ref("shop.orders")),
    }


@pytest.mark.django_db(transaction=True)
def test_a_lineage_name_belongs_to_the_first_who_claims_it(tmp_path):
    ingest(event(outputs=["shop.orders"]))
    taken = say(tmp_path, resource("a", claims="shop.orders"), resource("b", claims="shop.orders"))
    wanted = (
        "identity.taken",
        "resource:default/b",
        f"The OpenLineage name 'shop.orders' in '{NAMESPACE}' belongs to resource:default/a already.",
    )
    assert taken == [wanted]
    assert say(tmp_path, resource("b", claims="shop.orders"), key="other") == [wanted]
    assert living() == [job_ref("load"), "resource:default/a", "resource:default/b"]
    assert run_list(VIEWER, ref="resource:default/b", first=5).items == ()


@pytest.mark.django_db(transaction=True)
def test_an_entity_with_lineage_outlives_its_descriptor(tmp_path):
    ingest(event(outputs=["shop.orders"]))
    say(tmp_path, resource("orders", claims="shop.orders", title="Orders"))
    say(tmp_path)
    left = card("resource:default/orders")
    assert left.title == "shop.orders"
    assert len(run_list(VIEWER, ref="resource:default/orders", first=5).items) == 1
