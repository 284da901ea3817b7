"""Tier 3 of the resolver: it only suggests, a family has one vote, and bands say how sure."""

from __future__ import annotations

import pytest

from catalog.answers import OwnerState
from tests.catalog.ownership.cases import (
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


def test_nothing_known():
    result = resolved()
    assert (result.owner_ref, result.state, result.text) == (
        None,
        OwnerState.ORPHAN,
        "Nothing that counts names an owner.",
    )
    assert (result.ledger, result.suggestions) == ([], [])


def test_what_is_inferred_never_decides():
    facts = inferred(A, "pipeline", 1.0), inferred(A, "lineage", 1.0)
    assert said(*facts) == (None, "orphan")
    assert outcomes(*facts)[0] == ("lineage", "ignored", "Inferred only: suggested, never applied by itself.")


@pytest.mark.parametrize(
    "families, band",
    [
        (("pipeline", "lineage"), "high"),
        (("pipeline", "container"), "high"),
        (("lineage", "codeowners"), "high"),
        (("pipeline",), "medium"),
        (("lineage",), "medium"),
        (("container",), "low"),
        (("container", "codeowners"), "low"),
    ],
)
def test_bands(families, band):
    assert suggested(*(inferred(A, family) for family in families)) == [(A, band, list(families))]


def test_a_family_votes_for_the_team_it_points_to_most():
    facts = inferred(A, "lineage", 0.7), inferred(B, "lineage", 0.2), inferred(B, "container", 0.5)
    assert suggested(*facts) == [(A, "medium", ["lineage"]), (B, "low", ["lineage", "container"])]


def test_a_family_has_one_vote_however_much_it_says():
    facts = [inferred(A, "container", s, text=str(s)) for s in (0.2, 0.3, 0.4)] + [inferred(B, "lineage", 0.1)]
    assert suggested(*facts) == [(B, "medium", ["lineage"]), (A, "low", ["container"])]
    assert resolved(*facts).suggestions[1]["reasons"] == ["0.4", "0.3", "0.2"]


def test_families_count_in_a_fixed_order():
    facts = inferred(A, "lineage", 0.9), inferred(B, "pipeline", 0.1)
    assert suggested(*facts) == [(B, "medium", ["pipeline"]), (A, "medium", ["lineage"])]


def test_at_most_three_suggestions_and_five_reasons():
    facts = [inferred(team, "container", s) for team, s in ((A, 0.4), (B, 0.3), (C, 0.2), (D, 0.1))]
    assert [owner for owner, _, _ in suggested(*facts)] == [A, B, C]
    many = [inferred(A, "container", 0.1 * n, text=f"{n}") for n in range(9)]
    assert resolved(*many).suggestions[0]["reasons"] == ["8", "7", "6", "5", "4"]


def test_a_declined_team_is_never_suggested():
    assert suggested(decision("decline", A), inferred(A, "pipeline"), inferred(B, "container")) == [
        (B, "low", ["container"])
    ]


def test_a_team_that_cannot_answer_is_never_suggested():
    facts = inferred(GONE, "pipeline"), inferred(EMPTY, "lineage"), inferred(UNKNOWN, "container")
    assert suggested(*facts) == []
    assert outcomes(*facts)[2] == ("pipeline", "ignored", "group:default/gone was deleted.")


def test_where_an_owner_stands_two_families_must_point_elsewhere():
    assert suggested(declared(A), inferred(B, "lineage")) == []
    assert suggested(declared(A), inferred(B, "lineage"), inferred(B, "pipeline")) == [
        (B, "high", ["pipeline", "lineage"])
    ]
    assert suggested(declared(A), inferred(A, "lineage"), inferred(A, "pipeline")) == []


def test_inferred_evidence_beside_a_declared_owner():
    assert outcomes(declared(A), inferred(A, "lineage"), inferred(B, "container"))[1:] == [
        ("container", "lost", "What is declared counts more than what is inferred."),
        ("lineage", "won", None),
    ]


# --- whom people propose ----------------------------------------------------------------------------------------------


def test_whom_a_declining_team_names_instead_is_suggested_and_never_applied():
    facts = decision("decline", A, by="Mia", reason="Not ours.", instead=B), declared(A)
    assert said(*facts) == (None, "orphan")
    assert resolved(*facts).suggestions == [
        {
            "owner": B,
            "band": "high",
            "families": ["person"],
            "reasons": [f"Mia proposed it when declining for {A}: Not ours."],
        }
    ]


def test_whom_a_person_proposes_comes_before_what_is_inferred():
    near = [inferred(team, family) for team in (C, D) for family in ("pipeline", "lineage")]
    facts = decision("decline", A, at=1, instead=B), *near, inferred(B, "container", text="Beside B.")
    assert suggested(*facts) == [
        (B, "high", ["person", "container"]),
        (C, "high", ["pipeline", "lineage"]),
        (D, "high", ["pipeline", "lineage"]),
    ]
    assert resolved(*facts).suggestions[0]["reasons"] == [f"Zoe proposed it when declining for {A}.", "Beside B."]


def test_a_proposal_means_the_team_as_it_is_called_now():
    assert suggested(decision("decline", B, instead="group:default/old-a")) == [(A, "high", ["person"])]


@pytest.mark.parametrize("instead", [GONE, EMPTY, UNKNOWN])
def test_a_team_that_cannot_answer_is_not_proposed(instead):
    assert suggested(decision("decline", A, instead=instead)) == []


def test_a_proposed_team_that_declines_too_is_not_suggested():
    facts = decision("decline", A, at=1, instead=B), decision("decline", B, at=2, instead=C)
    assert suggested(*facts) == [(C, "high", ["person"])]


def test_a_proposal_stands_beside_another_owner_that_sources_declare():
    facts = decision("decline", A, instead=C), declared(A), declared(B, "codeowners")
    assert said(*facts) == (B, "declared")
    assert suggested(*facts) == [(C, "high", ["person"])]


@pytest.mark.parametrize("kind, owner", [("override", D), ("confirm", D), ("unowned_ok", None)])
def test_a_later_decision_answers_a_proposal(kind, owner):
    assert suggested(decision("decline", A, at=1, instead=B), decision(kind, owner, at=2)) == []


def test_a_proposal_newer_than_the_decision_is_suggested():
    facts = decision("override", A, at=1), decision("decline", C, at=2, instead=B)
    assert suggested(*facts) == [(B, "high", ["person"])]
