"""Facts and directories for the resolver, in as few words as possible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from catalog.answers import AssertionKind
from catalog.ownership.directory import Directory, Stretch
from catalog.ownership.resolver import resolve
from catalog.ownership.signal import DECLARED, INFERRED, RANK_CODEOWNERS, RANK_DESCRIPTOR, RANK_FACET, RANK_PIPELINE
from catalog.ownership.weighing import Decision, Facts, Piece

T0 = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
NOW = T0 + timedelta(days=365)
A, B, C, D = (f"group:default/{name}" for name in "abcd")
GONE, EMPTY, UNKNOWN = "group:default/gone", "group:default/empty", "group:default/unknown"
ANN, BEN = "user:default/ann", "user:default/ben"
RANKS = {
    "descriptor": RANK_DESCRIPTOR,
    "facet": RANK_FACET,
    "codeowners": RANK_CODEOWNERS,
    "pipeline": RANK_PIPELINE,
}
# Ann was in A for ten days and is in B since; Ben is in no team.
DIRECTORY = Directory(
    renamed={"group:default/old-a": A},
    living=frozenset({A, B, C, D, EMPTY, ANN, BEN}),
    deleted=frozenset({GONE}),
    deserted=frozenset({EMPTY}),
    stretches={ANN: (Stretch(A, T0, T0 + timedelta(days=10)), Stretch(B, T0 + timedelta(days=10), None))},
)


def day(number):
    """An instant some days after T0."""
    return T0 + timedelta(days=number)


def declared(owner, family="descriptor", *, source="git", seen=0, event=None, trusted=True, precedence=100, rank=None):
    """A piece of tier 2."""
    return Piece(
        owner_ref=owner,
        family=family,
        tier=DECLARED,
        rank=RANKS[family] if rank is None else rank,
        strength=1.0,
        text=f"{family} of {source}.",
        url=None,
        event_at=None if event is None else day(event),
        observed_at=day(seen),
        source=source,
        trusted=trusted,
        precedence=precedence,
    )


def inferred(owner, family, strength=0.5, *, text=None):
    """A piece of tier 3."""
    text = text or f"{family} near {owner}."
    return Piece(owner, family, INFERRED, 0, strength, text, None, None, day(0), "headwater", True, 0)


def decision(kind, owner=None, *, at=0, by="Zoe", reason=None, instead=None):
    """An assertion in force."""
    return Decision(AssertionKind(kind), owner, by, reason, day(at), instead)


def resolved(*facts, directory=DIRECTORY):
    """What follows from pieces and decisions, told apart by their types."""
    pieces = [fact for fact in facts if isinstance(fact, Piece)]
    return resolve(Facts(pieces, [fact for fact in facts if isinstance(fact, Decision)]), directory, NOW)


def said(*facts):
    """(owner, state)."""
    result = resolved(*facts)
    return result.owner_ref, result.state.value


def outcomes(*facts):
    """(source or family, outcome, reason) of the ledger, in its order."""
    return [
        (line["family"] if line["tier"] == 3 else f"{line['family']} {line['source']}", line["outcome"], line["reason"])
        for line in resolved(*facts).ledger
    ]


def suggested(*facts):
    """(owner, band, families)."""
    return [(s["owner"], s["band"], s["families"]) for s in resolved(*facts).suggestions]
