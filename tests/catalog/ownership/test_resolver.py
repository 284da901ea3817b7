"""The resolver, a test for each rule and state: tier 0 over 1 over 2; test_suggestions.py has tier 3."""

from __future__ import annotations

import orjson
import pytest

from catalog.answers import OwnerState
from tests.catalog.ownership.cases import (
    ANN,
    BEN,
    EMPTY,
    GONE,
    UNKNOWN,
    A,
    B,
    C,
    D,
    decision,
    declared,
    inferred,
    outcomes,
    resolved,
    said,
    suggested,
)


def test_it_works():
    result = resolved(declared(A), inferred(B, "lineage"))
    assert (result.owner_ref, result.state, result.accepted) == (A, OwnerState.DECLARED, True)
    assert (result.text, result.hidden_ref, result.stale_reasons) == ("descriptor of git.", None, [])
    assert result.algorithm == "2"
    assert result.ledger[0] == {
        "tier": 2,
        "source": "git",
        "family": "descriptor",
        "owner": A,
        "role": "accountable",
        "strength": 1.0,
        "outcome": "won",
        "reason": None,
        "text": "descriptor of git.",
        "event_at": None,
        "observed_at": "2026-03-01T06:00:00+00:00",
        "url": None,
    }
    assert orjson.loads(orjson.dumps(result.ledger)) == result.ledger


# --- tier 0 -----------------------------------------------------------------------------------------------------------


def test_an_override_beats_what_is_declared_and_hides_it():
    result = resolved(decision("override", B, reason="moved"), declared(A, seen=9))
    assert (result.owner_ref, result.state, result.accepted, result.hidden_ref) == (B, OwnerState.OVERRIDDEN, True, A)
    assert result.text == "Zoe set it: moved"
    assert outcomes(decision("override", B), declared(A)) == [
        ("person people", "won", None),
        ("descriptor git", "lost", "A person decided otherwise."),
    ]


def test_an_override_that_says_the_same_hides_nothing():
    result = resolved(decision("override", A), declared(A))
    assert (result.state, result.hidden_ref) == (OwnerState.OVERRIDDEN, None)
    assert [line["outcome"] for line in result.ledger] == ["won", "won"]


def test_an_override_beats_a_confirmation():
    assert said(decision("override", B), decision("confirm", A, at=5)) == (B, "overridden")
    assert outcomes(decision("override", B), decision("confirm", A, at=5)) == [
        ("person people", "won", None),
        ("person people", "lost", "A person decided otherwise."),
    ]


def test_an_override_to_a_team_that_is_gone_stays_and_tells():
    result = resolved(decision("override", GONE))
    assert (result.owner_ref, result.state) == (GONE, OwnerState.OVERRIDDEN)
    assert result.stale_reasons == ["group:default/gone was deleted."]
    assert result.text == "Zoe set it. group:default/gone was deleted."


def test_an_override_beats_a_decline_of_the_same_team():
    assert said(decision("decline", A), decision("override", A, at=1)) == (A, "overridden")
    assert outcomes(decision("decline", A), decision("override", A, at=1)) == [
        ("person people", "won", None),
        ("person people", "lost", "A person decided otherwise."),
    ]


def test_deliberately_unowned():
    result = resolved(decision("unowned_ok", reason="a sandbox"), declared(A), inferred(B, "pipeline"))
    assert (result.owner_ref, result.state, result.accepted) == (None, OwnerState.UNOWNED_OK, False)
    assert (result.hidden_ref, result.suggestions) == (A, [])
    assert result.text == "Zoe decided that it needs no owner: a sandbox"


# --- tier 1 -----------------------------------------------------------------------------------------------------------


def test_a_confirmation_makes_a_declared_owner_confirmed():
    assert said(declared(A), decision("confirm", A, at=1)) == (A, "confirmed")
    assert resolved(declared(A), decision("confirm", A, at=1)).accepted


def test_a_confirmation_stands_without_any_source():
    assert said(decision("confirm", A)) == (A, "confirmed")


def test_a_confirmation_beats_an_older_declaration():
    facts = decision("confirm", A, at=5), declared(B, seen=4)
    assert said(*facts) == (A, "confirmed")
    assert resolved(*facts).hidden_ref == B
    assert outcomes(*facts)[1] == ("descriptor git", "lost", f"A person confirmed {A}.")


def test_a_newer_contradiction_beats_a_confirmation():
    facts = decision("confirm", A, at=5), declared(B, seen=6)
    assert said(*facts) == (B, "declared")
    assert outcomes(*facts) == [("person people", "lost", f"git names {B} since."), ("descriptor git", "won", None)]


def test_when_it_was_seen_counts_against_a_confirmation_and_not_when_it_happened():
    assert said(decision("confirm", A, at=5), declared(B, seen=6, event=1)) == (B, "declared")


def test_a_newer_word_of_lower_rank_does_not_touch_a_confirmation():
    facts = decision("confirm", A, at=5), declared(B, seen=1), declared(C, "codeowners", seen=9)
    assert said(*facts) == (A, "confirmed")


def test_a_newer_word_of_an_untrusted_source_does_not_touch_a_confirmation():
    assert said(decision("confirm", A, at=5), declared(B, seen=9, trusted=False)) == (A, "confirmed")


def test_a_team_that_declined_cannot_stay_confirmed():
    facts = decision("confirm", A), decision("decline", A, at=1, by="Ann")
    assert said(*facts) == (None, "orphan")
    assert outcomes(*facts)[0] == ("person people", "lost", "Declined by Ann.")


def test_a_confirmed_team_that_is_gone_is_stale():
    assert said(decision("confirm", GONE)) == (GONE, "stale")


# --- tier 2 -----------------------------------------------------------------------------------------------------------


def test_the_more_specific_source_wins():
    facts = [declared(D, "pipeline"), declared(C, "codeowners"), declared(B, "facet"), declared(A, "descriptor")]
    for number, owner in enumerate((D, C, B, A), start=1):
        assert said(*facts[:number]) == (owner, "declared")
    assert outcomes(*facts) == [
        ("descriptor git", "won", None),
        *((f"{family} git", "lost", "git is more specific.") for family in ("facet", "codeowners", "pipeline")),
    ]


def test_newer_does_not_beat_more_specific():
    assert said(declared(A, seen=1), declared(B, "codeowners", seen=9)) == (A, "declared")


def test_lower_sources_that_agree_have_won_too():
    assert [outcome for _, outcome, _ in outcomes(declared(A), declared(A, "codeowners"))] == ["won", "won"]


def test_two_of_the_same_rank_are_contested_and_the_newer_is_kept():
    facts = declared(A, source="one", seen=1), declared(B, source="two", seen=2)
    result = resolved(*facts)
    assert (result.owner_ref, result.state, result.accepted) == (B, OwnerState.CONTESTED, False)
    assert result.text == f"descriptor of two. one names {A}."
    assert outcomes(*facts) == [
        ("descriptor two", "won", None),
        ("descriptor one", "lost", "two is as specific, and newer or of higher precedence."),
    ]


def test_the_time_of_the_event_counts_before_when_it_was_seen():
    assert said(declared(A, source="one", seen=1, event=9), declared(B, source="two", seen=2)) == (A, "contested")


def test_what_lies_in_the_future_is_no_newer_than_now():
    future = declared(A, source="one", event=9999)
    assert said(future, declared(B, source="two", event=365, precedence=101)) == (B, "contested")


def test_of_the_same_age_the_higher_precedence_is_kept_then_the_key():
    assert said(declared(A, source="z", precedence=5), declared(B, source="a", precedence=4)) == (A, "contested")
    assert said(declared(A, source="z"), declared(B, source="a")) == (B, "contested")


def test_two_that_agree_are_not_contested():
    assert said(declared(A, source="one"), declared(A, source="two")) == (A, "declared")


def test_a_former_ref_means_the_team_as_it_is_called_now():
    assert said(declared("group:default/old-a", source="one"), declared(A, source="two")) == (A, "declared")


def test_an_untrusted_source_decides_nothing_but_suggests():
    facts = (declared(A, trusted=False),)
    assert said(*facts) == (None, "orphan")
    assert outcomes(*facts) == [("descriptor git", "ignored", "The source git is not trusted for owners.")]
    assert suggested(*facts) == [(A, "low", ["descriptor"])]


def test_an_explicit_none_keeps_falling_to_lower_tiers():
    facts = declared(None, "codeowners"), declared(A, "pipeline")
    assert said(*facts) == (A, "declared")
    assert outcomes(*facts)[0] == ("codeowners git", "lost", "It names nobody; git does.")


def test_an_explicit_none_silences_lower_ranks_of_its_family():
    facts = declared(None, "codeowners"), declared(A, "codeowners", source="two", rank=19)
    result = resolved(*facts)
    assert (result.owner_ref, result.state) == (None, OwnerState.ORPHAN)
    assert result.text == "A source says that nobody owns it."
    assert outcomes(*facts) == [
        ("codeowners git", "won", None),
        ("codeowners two", "ignored", "What is more specific in codeowners says that nobody owns it."),
    ]


def test_an_explicit_none_does_not_silence_what_is_as_specific():
    assert said(declared(None, "codeowners", seen=5), declared(A, "codeowners", source="two")) == (A, "declared")


def test_an_explicit_none_is_no_match_for_the_descriptor():
    assert said(declared(A), declared(None, "codeowners", seen=9)) == (A, "declared")


def test_a_declined_team_is_out_of_what_is_declared():
    facts = decision("decline", A, by="Ann"), declared(A), declared(B, "codeowners")
    assert said(*facts) == (B, "declared")
    assert outcomes(*facts) == [
        ("person people", "won", None),
        ("descriptor git", "ignored", "Declined by Ann."),
        ("codeowners git", "won", None),
    ]


def test_a_declined_team_contests_nothing():
    assert said(decision("decline", B), declared(A, source="one"), declared(B, source="two", seen=5)) == (A, "declared")


# --- people and teams that cannot answer ------------------------------------------------------------------------------


@pytest.mark.parametrize("seen, team", [(3, A), (10, B), (300, B), (-5, A)])
def test_a_person_rolls_up_to_the_team_of_that_time(seen, team):
    result = resolved(declared(ANN, seen=seen))
    assert (result.owner_ref, result.state) == (team, OwnerState.DECLARED)
    assert result.ledger[0]["text"] == f"descriptor of git. {ANN} was in {team} then and is the contact."


def test_the_event_says_when_that_was():
    assert said(declared(ANN, seen=300, event=3)) == (A, "declared")


def test_a_person_whose_team_declined_is_out():
    assert said(decision("decline", A), declared(ANN, seen=3)) == (None, "orphan")


def test_a_person_who_declined_is_out():
    assert said(decision("decline", ANN), declared(ANN, seen=3)) == (None, "orphan")


@pytest.mark.parametrize(
    "owner, reason",
    [
        (UNKNOWN, "group:default/unknown cannot be found."),
        (GONE, "group:default/gone was deleted."),
        (EMPTY, "group:default/empty has no active member left."),
        (BEN, "user:default/ben is in no team."),
        ("user:default/nobody", "user:default/nobody cannot be found."),
        ("component:default/x", "component:default/x is neither a team nor a person."),
    ],
)
def test_an_owner_who_cannot_answer_is_stale(owner, reason):
    result = resolved(declared(owner))
    assert (result.owner_ref, result.state, result.accepted) == (owner, OwnerState.STALE, False)
    assert result.stale_reasons == [reason]
    assert result.text == f"descriptor of git. {reason}"


def test_a_stale_owner_is_kept_though_a_lower_source_names_a_living_team():
    facts = declared(GONE), declared(B, "codeowners"), inferred(C, "lineage", 0.7)
    assert said(*facts) == (GONE, "stale")
    assert suggested(*facts) == [(C, "medium", ["lineage"]), (B, "low", ["codeowners"])]
