"""A signal replaces its own rows and no others, and only where something differs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.answers import OwnerRole
from catalog.database import execute, rows
from catalog.ingest.sources import SourceSpec, source_ensure
from catalog.ownership.evidence import evidence_replace
from catalog.ownership.signal import DECLARED, INFERRED, Evidence
from tests.builders import event, ingest
from tests.catalog.ownership.estate import TEAM_A, TEAM_B

pytestmark = pytest.mark.django_db
OLD = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def ids():
    """Three entities and two sources."""
    ingest(event("load", inputs=["a"], outputs=["b"]))
    sources = [source_ensure(SourceSpec(key=key, title=key, kind="files")) for key in ("one", "two")]
    return [row[0] for row in rows("SELECT id FROM catalog_entity ORDER BY id")], sources


def piece(entity_id, source_id, owner=TEAM_A, **more):
    return Evidence(
        **{
            "entity_id": entity_id,
            "owner_ref": owner,
            "source_id": source_id,
            "family": "x",
            "tier": DECLARED,
            "text": ".",
            **more,
        }
    )


def table():
    return rows(
        "SELECT signal, entity_id, source_id, owner_ref, role, family, tier, rank, strength, text, url, event_at "
        "FROM catalog_ownershipevidence ORDER BY id"
    )


def test_it_works(ids):
    (a, b, c), (one, _) = ids
    assert evidence_replace("s", [a, b, c], [piece(a, one), piece(b, one, None)]) == {a, b}
    assert table() == [
        ("s", a, one, TEAM_A, "accountable", "x", 2, 0, 1.0, ".", None, None),
        ("s", b, one, None, "accountable", "x", 2, 0, 1.0, ".", None, None),
    ]


def test_what_is_not_said_again_is_withdrawn(ids):
    (a, b, _), (one, _) = ids
    evidence_replace("s", [a, b], [piece(a, one), piece(b, one)])
    assert evidence_replace("s", [a, b], [piece(b, one)]) == {a}
    assert [row[1] for row in table()] == [b]


def test_only_these_entities_and_this_signal_are_touched(ids):
    (a, b, _), (one, two) = ids
    evidence_replace("s", [a, b], [piece(a, one), piece(b, one)])
    evidence_replace("t", [a], [piece(a, two)])
    assert evidence_replace("s", [a], []) == {a}
    assert [row[:3] for row in table()] == [("s", b, one), ("t", a, two)]


def test_what_a_signal_says_of_others_is_left_out(ids):
    (a, b, _), (one, _) = ids
    assert evidence_replace("s", [a], [piece(a, one), piece(b, one)]) == {a}
    assert [row[1] for row in table()] == [a]


def test_of_two_rows_with_one_key_the_more_specific_stays(ids):
    (a, *_), (one, _) = ids
    evidence_replace("s", [a], [piece(a, one, tier=INFERRED), piece(a, one, rank=5), piece(a, one, rank=9)])
    assert [(row[6], row[7]) for row in table()] == [(2, 9)]


@pytest.mark.parametrize(
    "more, is_kept",
    [({"text": "other"}, True), ({"url": "https://x"}, True), ({"event_at": OLD}, True), ({"strength": 0.5}, True),
     ({"rank": 7}, False), ({"tier": INFERRED}, False)],
)  # fmt: skip
def test_the_time_of_the_observation_is_kept_while_the_owner_and_its_rank_are(ids, more, is_kept):
    (a, *_), (one, _) = ids
    evidence_replace("s", [a], [piece(a, one)])
    execute("UPDATE catalog_ownershipevidence SET observed_at = %s", [OLD])
    assert evidence_replace("s", [a], [piece(a, one, **more)]) == {a}
    assert (rows("SELECT observed_at FROM catalog_ownershipevidence") == [(OLD,)]) is is_kept


def test_another_owner_is_a_new_observation(ids):
    (a, *_), (one, _) = ids
    evidence_replace("s", [a], [piece(a, one)])
    execute("UPDATE catalog_ownershipevidence SET observed_at = %s", [OLD])
    evidence_replace("s", [a], [piece(a, one, TEAM_B)])
    assert rows("SELECT observed_at > %s FROM catalog_ownershipevidence", [OLD]) == [(True,)]


PIECES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 1),
        st.sampled_from([None, TEAM_A, TEAM_B]),
        st.sampled_from(["x", "y"]),
        st.sampled_from([2, 3]),
        st.sampled_from(list(OwnerRole)),
    ),
    max_size=6,
)


def made(ids, found):
    entities, sources = ids
    return [
        piece(entities[e], sources[s], owner, family=family, tier=tier, role=role)
        for e, s, owner, family, tier, role in found
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(mine=PIECES, theirs=PIECES, next_=PIECES)
def test_replacing_is_idempotent_and_one_signal_never_changes_anothers(ids, mine, theirs, next_):
    entities, _ = ids
    evidence_replace("mine", entities, made(ids, mine))
    evidence_replace("theirs", entities, made(ids, theirs))
    before = [row for row in table() if row[0] == "theirs"]
    evidence_replace("mine", entities, made(ids, next_))
    once = table()
    assert evidence_replace("mine", entities, made(ids, next_)) == set()
    assert table() == once
    assert [row for row in once if row[0] == "theirs"] == before
    assert len([row for row in once if row[0] == "mine"]) == len({p[:4] + p[5:] for p in next_})
