"""The `lifecycleStateChange` facet: what happened to a dataset beside being read and written. Pure."""

from __future__ import annotations

from catalog.answers import ExistenceState
from lineage.answers import ChangeKind

FACET = "lifecycleStateChange"
# Stored as small numbers. Of several that one run tells of one dataset the greatest counts.
RANKS = {
    kind: rank
    for rank, kind in enumerate(
        (
            ChangeKind.ALTERED,
            ChangeKind.CREATED,
            ChangeKind.OVERWRITTEN,
            ChangeKind.TRUNCATED,
            ChangeKind.RENAMED,
            ChangeKind.DROPPED,
        ),
        start=1,
    )
}
KINDS = {rank: kind for kind, rank in RANKS.items()}
RENAMED, DROPPED = RANKS[ChangeKind.RENAMED], RANKS[ChangeKind.DROPPED]
# How a dataset went, by what happened to it last
STATES = {RENAMED: ExistenceState.RENAMED, DROPPED: ExistenceState.DROPPED}
_WORDS = {
    "ALTER": ChangeKind.ALTERED,
    "CREATE": ChangeKind.CREATED,
    "OVERWRITE": ChangeKind.OVERWRITTEN,
    "TRUNCATE": ChangeKind.TRUNCATED,
    "RENAME": ChangeKind.RENAMED,
    "DROP": ChangeKind.DROPPED,
}


def change_of(facet: object) -> int | None:
    """The rank of what the facet tells; None when it tells nothing that is known."""
    word = facet.get("lifecycleStateChange") if isinstance(facet, dict) and not facet.get("_deleted") else None
    kind = _WORDS.get(word.upper()) if isinstance(word, str) else None
    return None if kind is None else RANKS[kind]
