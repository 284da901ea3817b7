"""Which entities are one: groups of symlinks that are current and of what people decided. One entity stands for each group.

People's word beats producers': two that are kept apart are never in one group, whichever symlinks lead from one to the
other. The facts stay with the entity that an event named, so that a symlink or a decision that goes takes nothing with it:
only Entity.canonical, the present edges and what is counted per entity are made anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from catalog.database import Turn, rows, take_turns
from catalog.ingest.identity import canonical_set
from catalog.queries.members import groups_of
from catalog.queues import IDENTITY
from lineage.facts.queue import RUN_FACTS
from lineage.ingest.alias_queue import ALIASES
from lineage.ingest.present_edges import edges_project, folded_project

BATCH = 500


def aliases_pending(*, seconds: float = float("inf")) -> int:
    """Find the groups of all that waits in the queues; how many entities."""
    return sum(queue.work_off(BATCH, groups_refresh, seconds=seconds) for queue in (IDENTITY, ALIASES))


def groups_refresh(entity_ids: Sequence[int]) -> None:
    """Merge or take apart the groups that these entities are or were in; within a transaction."""
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


# What leads from near.id to another that may be one with it.
_LINKED = """
SELECT other_id AS id FROM lineage_symlink WHERE is_current AND dataset_id = near.id
UNION ALL SELECT dataset_id FROM lineage_symlink WHERE is_current AND other_id = near.id
UNION ALL SELECT other_id FROM catalog_identitydecision WHERE revoked_at IS NULL AND kind = 'same' AND entity_id = near.id
UNION ALL SELECT entity_id FROM catalog_identitydecision WHERE revoked_at IS NULL AND kind = 'same' AND other_id = near.id
"""
# Strongest first: what people say, the latest before the others; then symlinks, the oldest before the others.
_LINKS = f"""
WITH RECURSIVE near AS (
  SELECT unnest(%s::int[]) AS id UNION SELECT linked.id FROM near CROSS JOIN LATERAL ({_LINKED}) linked
)
SELECT one, other FROM (
  SELECT d.entity_id AS one, d.other_id AS other, d.id AS decided, NULL::timestamptz AS at
  FROM near JOIN catalog_identitydecision d ON d.entity_id = near.id AND d.revoked_at IS NULL AND d.kind = 'same'
  UNION ALL
  SELECT s.dataset_id, s.other_id, NULL, min(s.first_seen_at)
  FROM near JOIN lineage_symlink s ON s.dataset_id = near.id AND s.is_current GROUP BY 1, 2
) link JOIN catalog_entity a ON a.id = one JOIN catalog_entity b ON b.id = other
ORDER BY decided DESC NULLS LAST, at, a.ref, b.ref
"""


def _groups(entity_ids: Iterable[int]) -> list[list[int]]:
    """Connected entities, two at least, that these are among."""
    links = rows(_LINKS, [sorted(entity_ids)])
    apart = _apart({entity_id for link in links for entity_id in link})
    group: dict[int, set[int]] = {}
    for one, other in links:
        left, right = (group.setdefault(entity_id, {entity_id}) for entity_id in (one, other))
        if left is right or any(not apart[entity_id].isdisjoint(right) for entity_id in left if entity_id in apart):
            continue
        left |= right
        group.update(dict.fromkeys(right, left))
    distinct = {id(members): sorted(members) for members in group.values() if len(members) > 1}
    return sorted(distinct.values())


def _apart(entity_ids: set[int]) -> dict[int, set[int]]:
    """Those of these that people keep apart from others, and from which."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in rows(
        "SELECT entity_id, other_id FROM catalog_identitydecision WHERE revoked_at IS NULL AND kind = 'apart' "
        "AND entity_id = ANY(%(e)s) AND other_id = ANY(%(e)s)",
        {"e": sorted(entity_ids)},
    ):
        found[one].add(other)
        found[other].add(one)
    return found


def _head(group: Sequence[int]) -> int:
    """Who stands for a group: one that people merged into no other, that a source describes beside events, else one that
    events use; of equals the first."""
    best: int = rows(
        "SELECT e.id FROM catalog_entity e WHERE e.id = ANY(%(group)s) ORDER BY e.deleted_at IS NOT NULL, "
        "EXISTS (SELECT 1 FROM catalog_identitydecision d WHERE d.revoked_at IS NULL AND d.kind = 'same' "
        "AND d.entity_id = e.id AND d.other_id = ANY(%(group)s)), "
        "(SELECT min(CASE WHEN s.kind = 'openlineage' THEN 2 ELSE 1 END) FROM catalog_claim c "
        "JOIN catalog_source s ON s.id = c.source_id WHERE c.entity_id = e.id) NULLS LAST, e.ref LIMIT 1",
        {"group": list(group)},
    )[0][0]
    return best
