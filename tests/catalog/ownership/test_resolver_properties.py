"""What holds of the resolver whatever it is given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.answers import OwnerState
from catalog.ownership.resolver import resolve
from catalog.ownership.weighing import Facts
from tests.catalog.ownership.cases import (
    ANN,
    BEN,
    DIRECTORY,
    EMPTY,
    GONE,
    NOW,
    A,
    B,
    C,
    D,
    decision,
    declared,
    inferred,
)

TEAMS = [A, B, C, D, GONE, EMPTY, "group:default/unknown", "group:default/old-a"]
OWNERS = st.sampled_from([*TEAMS, ANN, BEN])
DAYS = st.integers(-5, 400)
PIECES = st.one_of(
    st.builds(
        declared,
        st.one_of(st.none(), OWNERS),
        st.sampled_from(["descriptor", "facet", "codeowners", "pipeline"]),
        source=st.sampled_from(["one", "two", "three"]),
        seen=DAYS,
        event=st.one_of(st.none(), DAYS),
        trusted=st.booleans(),
        precedence=st.integers(0, 2),
    ),
    st.builds(
        inferred,
        OWNERS,
        st.sampled_from(["pipeline", "lineage", "container", "codeowners"]),
        st.sampled_from([0.0, 0.2, 0.5, 0.74, 1.0]),
    ),
)
DECISIONS = st.one_of(
    st.builds(decision, st.sampled_from(["override", "confirm"]), OWNERS, at=DAYS),
    st.builds(decision, st.just("decline"), OWNERS, at=DAYS, instead=st.one_of(st.none(), OWNERS)),
    st.builds(decision, st.just("unowned_ok"), at=DAYS),
)
PLENTY = st.lists(PIECES, max_size=8)
SOME = st.lists(DECISIONS, max_size=4)


def resolved(pieces, decisions):
    return resolve(Facts(pieces, decisions), DIRECTORY, NOW)


@given(PLENTY, SOME, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_never_matters(pieces, decisions, random):
    before = resolved(pieces, decisions)
    shuffled = random.sample(pieces, len(pieces)), random.sample(decisions, len(decisions))
    assert resolved(*shuffled) == before
    assert resolved(*shuffled).digest == before.digest


@given(PLENTY, st.lists(st.builds(decision, st.sampled_from(["confirm", "decline"]), OWNERS, at=DAYS)), OWNERS, DAYS)
def test_an_override_always_wins(pieces, decisions, owner, at):
    result = resolved(pieces, [*decisions, decision("override", owner, at=at)])
    assert (result.owner_ref, result.state) == (DIRECTORY.present(owner), OwnerState.OVERRIDDEN)


@given(PLENTY, SOME, st.sampled_from(TEAMS))
def test_who_declined_is_never_accountable_nor_suggested_unless_a_person_says_so(pieces, decisions, team):
    result = resolved(pieces, [*decisions, decision("decline", team)])
    if result.state is not OwnerState.OVERRIDDEN:
        assert result.owner_ref != DIRECTORY.present(team)
    assert DIRECTORY.present(team) not in {s["owner"] for s in result.suggestions}


@given(PLENTY, SOME)
def test_every_fact_has_one_line_and_an_owner_one_that_won(pieces, decisions):
    result = resolved(pieces, decisions)
    assert len(result.ledger) == len(pieces) + len(decisions)
    assert [line["tier"] for line in result.ledger] == sorted(line["tier"] for line in result.ledger)
    if result.owner_ref is not None:
        assert any(line["outcome"] == "won" and line["owner"] == result.owner_ref for line in result.ledger)
    assert all((line["reason"] is None) == (line["outcome"] == "won") for line in result.ledger)


@given(PLENTY, SOME)
def test_only_a_living_team_is_accepted_without_a_word_of_warning(pieces, decisions):
    result = resolved(pieces, decisions)
    assert bool(result.stale_reasons) == (
        result.owner_ref is not None and DIRECTORY.fault(result.owner_ref) is not None
    )
    assert (result.owner_ref is None) == (result.state in (OwnerState.ORPHAN, OwnerState.UNOWNED_OK))


@given(PLENTY, SOME, st.lists(st.builds(inferred, OWNERS, st.sampled_from(["pipeline", "lineage", "container"]))))
def test_what_is_inferred_changes_no_decision(pieces, decisions, more):
    before, after = resolved(pieces, decisions), resolved(pieces + more, decisions)
    assert (before.owner_ref, before.state, before.text) == (after.owner_ref, after.state, after.text)
