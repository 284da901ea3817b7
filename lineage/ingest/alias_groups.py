"""Which datasets are one: groups of symlinks that are current. Each group has one entity that stands for all.

The facts stay with the entity that an event named, so that a symlink that goes takes nothing with it: only
Entity.canonical, the present edges and what is counted per entity are made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.database import Turn, rows, take_turns
from catalog.ingest.identity import canonical_set
from catalog.queries.members import groups_of
from lineage.facts.queue import RUN_FACTS
from lineage.ingest.alias_queue import ALIASES
from lineage.ingest.present_edges import edges_project, folded_project

BATCH = 500


def aliases_pending(*, seconds: float = float("inf")) -> int:
    """Find the groups of all that waits in the queue; how many datasets."""
    return ALIASES.work_off(BATCH, groups_refresh, seconds=seconds)


def groups_refresh(entity_ids: Sequence[int]) -> None:
    """Merge or take apart the groups that these datasets are or were in; within a transaction."""
    # Whoever projects edges meanwhile would do so by the old groups: no batch is between its projection and its commit.
    take_turns(Turn.ALIAS_GROUPS, [0])
    touched = set(entity_ids) | _merged_with(entity_ids)
    groups = _groups(touched)
    members = touched | {member for group in groups for member in group}
    canonical: dict[int, int | None] = dict.fromkeys(members)
    for group in groups:
        head = _head(group)
        canonical.update({member: head for member in group if member != head})
    if canonical_set(canonical):
        _project_anew(sorted(members))
        RUN_FACTS.ask(members)


def _project_anew(entity_ids: list[int]) -> None:
    """The present edges of these, and those that were theirs under another head."""
    for table, project in (("edge", edges_project), ("foldededge", lambda pairs: folded_project((), set(pairs)))):
        project(
            (source, target)
            for source, target in rows(
                f"SELECT source_id, target_id FROM lineage_{table} WHERE source_id = ANY(%(ids)s) OR target_id = ANY(%(ids)s) "
                "UNION SELECT source_id, target_id FROM lineage_edgeevidence "
                "WHERE superseded_at IS NULL AND (source_id = ANY(%(ids)s) OR target_id = ANY(%(ids)s))",
                {"ids": entity_ids},
            )
        )


def _merged_with(entity_ids: Iterable[int]) -> set[int]:
    """All that are one with these as it stands."""
    return {member for group in groups_of(entity_ids).values() for member in group}


def _groups(entity_ids: Iterable[int]) -> list[list[int]]:
    """Connected datasets, two at least, that these are among."""
    pairs = rows(
        "WITH RECURSIVE near AS (SELECT unnest(%s::int[]) AS id UNION "
        "SELECT CASE WHEN s.dataset_id = near.id THEN s.other_id ELSE s.dataset_id END FROM near "
        "JOIN lineage_symlink s ON s.is_current AND (s.dataset_id = near.id OR s.other_id = near.id)) "
        "SELECT DISTINCT s.dataset_id, s.other_id FROM near JOIN lineage_symlink s ON s.dataset_id = near.id AND s.is_current",
        [sorted(entity_ids)],
    )
    group: dict[int, int] = {}

    def head(entity_id: int) -> int:
        while group.setdefault(entity_id, entity_id) != entity_id:
            entity_id = group[entity_id]
        return entity_id

    for one, other in pairs:
        group[head(one)] = head(other)
    found: dict[int, list[int]] = {}
    for entity_id in sorted(group):
        found.setdefault(head(entity_id), []).append(entity_id)
    return list(found.values())


def _head(group: Sequence[int]) -> int:
    """Who stands for a group: one that a source describes beside events, else one that events use; of equals the first."""
    best: int = rows(
        "SELECT e.id FROM catalog_entity e WHERE e.id = ANY(%s) ORDER BY e.deleted_at IS NOT NULL, "
        "(SELECT min(CASE WHEN s.kind = 'openlineage' THEN 2 ELSE 1 END) FROM catalog_claim c "
        "JOIN catalog_source s ON s.id = c.source_id WHERE c.entity_id = e.id) NULLS LAST, e.ref LIMIT 1",
        [list(group)],
    )[0][0]
    return best
