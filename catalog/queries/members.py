"""Who is one with whom: entities that were merged, and the one that stands for all."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.database import rows


def groups_of(entity_ids: Iterable[int]) -> dict[int, list[int]]:
    """The groups that these are in, by the entity that stands for all, which comes first; most stand for themselves."""
    found: dict[int, list[int]] = {}
    for head, member in rows(
        "WITH head AS (SELECT DISTINCT coalesce(canonical_id, id) AS id FROM catalog_entity WHERE id = ANY(%s)) "
        "SELECT id, id FROM head UNION ALL SELECT head.id, e.id FROM head JOIN catalog_entity e ON e.canonical_id = head.id",
        [sorted(set(entity_ids))],
    ):
        group = found.setdefault(head, [head])
        if member != head:
            group.append(member)
    return found


def members_of(entity_ids: Iterable[int]) -> tuple[list[int], list[int]]:
    """(heads, members) as two columns, a line for each member of each group that these are in."""
    pairs = [(head, member) for head, group in sorted(groups_of(entity_ids).items()) for member in group]
    return [head for head, _ in pairs], [member for _, member in pairs]
