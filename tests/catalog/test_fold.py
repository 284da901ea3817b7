"""Several claims become one entity, field by field, and the losers stay on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from catalog.answers import OwnerState
from catalog.ingest.field_ledger import SourceClaim
from catalog.ingest.fold import Identity, descriptor_fields, fold, owner_of
from catalog.names import DATASET_SCHEME, JOB_SCHEME, Kind

AT = datetime(2026, 3, 1, tzinfo=UTC)
ORDERS = Identity(ref="resource:default/orders", descriptor_kind="Resource", namespace="default", name="orders")


def claim(source="a", precedence=100, *, trusted=True, spec=None, url=None, **metadata):
    return SourceClaim(
        source=source,
        precedence=precedence,
        trusted_for_owners=trusted,
        descriptor={"metadata": metadata, "spec": spec or {}},
        locator=f"{source}.yaml:1",
        url=url,
        at=AT,
    )


def test_it_works():
    folded = fold(ORDERS, [claim(title="Orders", spec={"type": "table", "owner": "team-a"})])
    assert (folded.title, folded.kind, folded.type) == ("Orders", Kind.DATASET, "table")
    assert (folded.descriptor["spec"]["owner"], folded.stub) == ("team-a", False)
    assert folded.provenance["metadata.title"] == {
        "source": "a",
        "at": "2026-03-01T00:00:00+00:00",
        "url": "a.yaml:1",
        "losers": [],
    }


def test_higher_precedence_wins_field_by_field_and_losers_stay():
    low = claim("low", 10, title="Low", description="From low.", spec={"type": "table", "lifecycle": "old"})
    high = claim("high", 200, title="High", spec={"type": "view"})
    folded = fold(ORDERS, [low, high])
    assert (folded.title, folded.summary, folded.type, folded.lifecycle) == ("High", "From low.", "view", "old")
    lost = {"source": "low", "at": "2026-03-01T00:00:00+00:00", "url": "low.yaml:1"}
    assert {path: (p["source"], p["losers"]) for path, p in folded.provenance.items()} == {
        "metadata.title": ("high", [{**lost, "value": "Low"}]),
        "metadata.description": ("low", []),
        "spec.type": ("high", [{**lost, "value": "table"}]),
        "spec.lifecycle": ("low", []),
    }


def test_the_order_of_claims_says_nothing():
    claims = [claim("a", 5, title="A"), claim("b", 5, title="B"), claim("c", 7, title="C")]
    assert {fold(ORDERS, order).title for order in (claims, claims[::-1], claims[1:] + claims[:1])} == {"C"}


def test_equal_precedence_is_decided_by_the_source_key():
    assert fold(ORDERS, [claim("b", title="B"), claim("a", title="A")]).title == "A"


def test_an_equal_value_is_no_loser():
    assert fold(ORDERS, [claim("a", title="T"), claim("b", 5, title="T")]).provenance["metadata.title"]["losers"] == []


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_value_states_nothing(empty):
    assert fold(ORDERS, [claim("a", title=empty), claim("b", 5, title="B")]).title == "B"


def test_only_trusted_sources_say_who_owns():
    folded = fold(
        ORDERS,
        [claim("events", 900, trusted=False, spec={"owner": "rogue"}), claim("org", 1, spec={"owner": "team-a"})],
    )
    assert folded.descriptor["spec"]["owner"] == "team-a"
    assert folded.provenance["spec.owner"]["losers"] == []
    assert "owner" not in fold(ORDERS, [claim(trusted=False, spec={"owner": "rogue"})]).descriptor["spec"]


def decided(state: OwnerState, owner: str | None = None) -> Identity:
    return replace(ORDERS, owner_ref=owner, owner_state=state, owner_since=AT, owner_source="people")


def test_the_owner_that_was_resolved_is_served():
    claims = [claim("org", spec={"owner": "team-a"})]
    overridden = fold(decided(OwnerState.OVERRIDDEN, "group:default/team-b"), claims)
    assert overridden.descriptor["spec"]["owner"] == "group:default/team-b"
    assert overridden.provenance["spec.owner"] == {
        "source": "people",
        "at": "2026-03-01T00:00:00+00:00",
        "url": None,
        "losers": [{"source": "org", "at": "2026-03-01T00:00:00+00:00", "url": "org.yaml:1", "value": "team-a"}],
    }
    waived = fold(decided(OwnerState.UNOWNED_OK), claims)
    assert "owner" not in waived.descriptor["spec"]
    assert waived.provenance["spec.owner"]["source"] == "people"
    # What means the same stays as it was written, with the place it was written at.
    declared = fold(decided(OwnerState.DECLARED, "group:default/team-a"), claims)
    assert declared.descriptor["spec"]["owner"] == "team-a"
    assert declared.provenance["spec.owner"]["source"] == "org"


def test_tags_and_links_are_united():
    a = claim("a", tags=["x", "y"], links=[{"url": "https://example.com/1", "title": "A"}])
    b = claim(
        "b",
        5,
        tags=["y", "z", 7, ""],
        links=[{"url": "https://example.com/1", "title": "B"}, {"url": "https://example.com/2"}],
    )
    folded = fold(ORDERS, [b, a])
    assert folded.tags == ["x", "y", "z"]
    assert folded.descriptor["metadata"]["links"] == [
        {"url": "https://example.com/1", "title": "A"},
        {"url": "https://example.com/2"},
    ]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.com", "//example.com", "", 7, None]
)
def test_a_link_of_another_scheme_is_left_out(url):
    assert "links" not in fold(ORDERS, [claim(links=[{"url": url}])]).descriptor["metadata"]


def test_annotations_are_decided_one_by_one():
    a = claim("a", annotations={"x": "1", "dotted.key/y": "2"})
    b = claim("b", 5, annotations={"x": "9", "z": "3"}, labels={"l": "4"})
    metadata = fold(ORDERS, [a, b]).descriptor["metadata"]
    assert (metadata["annotations"], metadata["labels"]) == ({"x": "1", "dotted.key/y": "2", "z": "3"}, {"l": "4"})


def test_a_claim_cannot_change_who_the_entity_is():
    folded = fold(ORDERS, [claim(name="other", namespace="elsewhere", uid="1", etag="2")])
    assert folded.descriptor["metadata"] == {"name": "orders", "namespace": "default"}


def test_without_claims_it_is_a_stub():
    folded = fold(ORDERS, [])
    assert (folded.stub, folded.title, folded.kind) == (True, "orders", Kind.RESOURCE)


@pytest.mark.parametrize(
    ("scheme", "namespace", "kind", "type_", "platform"),
    [
        (DATASET_SCHEME, "postgres://db:5432", Kind.DATASET, "dataset", "postgres"),
        (DATASET_SCHEME, "s3a://bucket", Kind.DATASET, "dataset", "s3"),
        (DATASET_SCHEME, "bigquery", Kind.DATASET, "dataset", "bigquery"),
    ],
)
def test_an_openlineage_name_fills_what_nobody_says(scheme, namespace, kind, type_, platform):
    identity = Identity(
        ref="resource:x/y",
        descriptor_kind="Resource",
        namespace="x",
        name="y",
        openlineage=(scheme, namespace, "True.Name"),
    )
    folded = fold(identity, [])
    assert (folded.kind, folded.type, folded.platform, folded.title) == (kind, type_, platform, "True.Name")


def test_a_job_has_no_platform():
    identity = Identity(
        ref="component:x/y",
        descriptor_kind="Component",
        namespace="x",
        name="y",
        openlineage=(JOB_SCHEME, "s3://b", "J"),
    )
    assert (fold(identity, []).kind, fold(identity, []).platform) == (Kind.JOB, None)


@pytest.mark.parametrize(
    ("text", "tier"), [("1", 1), ("5", 5), ("0", None), ("6", None), ("high", None), ("1.0", None), (" 1", None)]
)
def test_tier_is_one_of_five(text, tier):
    assert fold(ORDERS, [claim(annotations={"headwater.dev/tier": text})]).tier == tier


@pytest.mark.parametrize(
    ("text", "restricted"), [("restricted", True), ("Restricted", False), ("public", False), ("", False)]
)
def test_visibility(text, restricted):
    assert fold(ORDERS, [claim(annotations={"headwater.dev/visibility": text})]).restricted is restricted


@pytest.mark.parametrize(
    ("owner", "ref"),
    [
        ("team-a", "group:default/team-a"),
        ("Team-A", "group:default/team-a"),
        ("user:ada", "user:default/ada"),
        ("group:other/team-a", "group:other/team-a"),
        ("not a ref!", None),
        (7, None),
        (["team-a"], None),
    ],
)
def test_refs_are_completed(owner, ref):
    assert owner_of(owner, "default") == ref


def test_parents():
    job = Identity(ref="component:default/j", descriptor_kind="Component", namespace="default", name="j")
    team = Identity(ref="group:default/g", descriptor_kind="Group", namespace="default", name="g")
    assert fold(job, [claim(spec={"subcomponentOf": "p"})]).parent_ref == "component:default/p"
    assert fold(team, [claim(spec={"parent": "top", "subcomponentOf": "p"})]).parent_ref == "group:default/top"


def test_etag_follows_what_is_served():
    one = fold(ORDERS, [claim(title="A")])
    assert one.etag() == fold(ORDERS, [claim(title="A")]).etag()
    assert one.etag() != fold(ORDERS, [claim(title="B")]).etag()
    assert one.etag() != fold(ORDERS, []).etag()


def test_fields_as_backstage_sees_them():
    fields = descriptor_fields(
        {
            "kind": "Resource",
            "metadata": {"name": "Orders", "namespace": "default", "tags": ["Gold"], "annotations": {"a/b": "X"}},
            "spec": {"flag": True, "none": None, "list": [{"x": 1}, {"x": 2}], "long": "y" * 201},
        },
        [("ownedBy", "group:default/team-a")],
    )
    assert fields == {
        ("kind", "resource", "Resource"),
        ("metadata.name", "orders", "Orders"),
        ("metadata.namespace", "default", "default"),
        ("metadata.tags", "gold", "Gold"),
        ("metadata.tags.gold", "true", "true"),
        ("metadata.annotations.a/b", "x", "X"),
        ("spec.flag", "true", "true"),
        ("spec.none", None, None),
        ("spec.list.x", "1", "1"),
        ("spec.list.x", "2", "2"),
        ("spec.long", None, None),
        ("relations.ownedby", "group:default/team-a", "group:default/team-a"),
    }
