"""What the signals of tier 3 share: whose owners they may read, and how many neighbours of one owner weigh.

Only owners that were decided count. Suggestions never feed suggestions, so that nothing echoes. Neighbours and their
owners are read by statements of their own, each by key: one statement for both invites plans that read whole tables.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from catalog.answers import OwnerState
from catalog.database import rows
from catalog.ownership.signal import INFERRED, Evidence

OWN_SOURCE = "headwater"
DECIDED = [state.value for state in (OwnerState.OVERRIDDEN, OwnerState.CONFIRMED, OwnerState.DECLARED)]
NAMED = [*DECIDED, OwnerState.CONTESTED.value]
HUB = 50
"""Who has more neighbours is near to everything, and says nothing of any of them."""
_OWNERS_MAX = 5


def own_source_id() -> int:
    """The source that inferred evidence counts for; it is there after every migration and flush."""
    return int(rows("SELECT id FROM catalog_source WHERE key = %s", [OWN_SOURCE])[0][0])


def owners_named(entity_ids: Iterable[int]) -> dict[int, str]:
    """Owners of those of these entities that have one that was decided."""
    return dict(
        rows(
            "SELECT id, owner_ref FROM catalog_entity WHERE id = ANY(%s) AND owner_state = ANY(%s) "
            "AND deleted_at IS NULL",
            [sorted(set(entity_ids)), NAMED],
        )
    )


def by_share(
    owned: Iterable[tuple[int, str, int]], *, family: str, weight: float, text: str, source_id: int
) -> Iterator[Evidence]:
    """Evidence from (entity id, owner of neighbours, how many neighbours): the weight times the owner's share of them."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for entity_id, owner_ref, count in owned:
        counts[entity_id][owner_ref] += count
    for entity_id, of_owner in counts.items():
        total = of_owner.total()
        for owner_ref, count in sorted(of_owner.items(), key=lambda item: (-item[1], item[0]))[:_OWNERS_MAX]:
            yield Evidence(
                entity_id=entity_id,
                owner_ref=owner_ref,
                source_id=source_id,
                family=family,
                tier=INFERRED,
                strength=round(weight * count / total, 2),
                text=f"{owner_ref} owns {count} of {total} {text}.",
            )
