"""In which order jobs run. It never becomes an edge of lineage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import orjson

from catalog.answers import EntityLink
from catalog.database import rows
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import ControlFlow, JobDependency

JOBS_MAX = 500


class _Said(NamedTuple):
    """What one of two jobs says of both, seen from the one that was asked about."""

    head: int
    other_id: int
    is_before: bool
    teller_id: int
    first_at: datetime
    last_at: datetime
    said: str


# A dependency holds while the latest facet of the job that said so names it.
_SAID = """
SELECT m.head, coalesce(o.canonical_id, o.id), d.is_upstream, m.head, d.first_at, d.last_at, d.said
FROM unnest(%(heads)s::int[], %(members)s::int[]) AS m(head, member)
JOIN lineage_jobdependency d ON d.job_id = m.member JOIN lineage_joborder l ON l.job_id = d.job_id AND l.at = d.last_at
JOIN catalog_entity o ON o.id = d.other_id
UNION ALL
SELECT m.head, coalesce(o.canonical_id, o.id), NOT d.is_upstream, coalesce(o.canonical_id, o.id), d.first_at, d.last_at, d.said
FROM unnest(%(heads)s::int[], %(members)s::int[]) AS m(head, member)
JOIN lineage_jobdependency d ON d.other_id = m.member JOIN lineage_joborder l ON l.job_id = d.job_id AND l.at = d.last_at
JOIN catalog_entity o ON o.id = d.job_id
"""


def control_flow_get(viewer: Viewer, *, refs: Sequence[str]) -> tuple[ControlFlow, ...]:
    """Which jobs go before and after each; hidden ones are left out."""
    require(viewer, "lineage.read")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    heads, members = members_of(ids)
    params = {"heads": heads, "members": members}
    found = [_Said(*row) for row in rows(_SAID, params)]
    links = links_by_id(viewer, {i for said in found for i in (said.head, said.other_id)})
    # Both of two jobs may say so; of what is said of the same two the latest counts, then what the one asked about says.
    latest: dict[tuple[int, int, bool], _Said] = {}
    for said in sorted(found, key=lambda s: (s.last_at, s.teller_id == s.head, s.said)):
        if said.other_id != said.head and said.other_id in links:
            latest[said.head, said.other_id, said.is_before] = said
    listed: dict[tuple[int, bool], list[JobDependency]] = defaultdict(list)
    for said in sorted(latest.values(), key=lambda s: links[s.other_id].ref):
        listed[said.head, said.is_before].append(_dependency(said, links))
    rules: dict[int, str] = dict(
        rows(
            "SELECT DISTINCT ON (m.head) m.head, o.trigger_rule FROM unnest(%(heads)s::int[], %(members)s::int[]) "
            "AS m(head, member) JOIN lineage_joborder o ON o.job_id = m.member ORDER BY m.head, o.at DESC, o.trigger_rule DESC",
            params,
        )
    )
    return tuple(
        ControlFlow(
            trigger_rule=rules.get(entity_id) or None,
            runs_after=tuple(listed[entity_id, True][:JOBS_MAX]),
            runs_before=tuple(listed[entity_id, False][:JOBS_MAX]),
        )
        for entity_id in ids
    )


def _dependency(said: _Said, links: dict[int, EntityLink]) -> JobDependency:
    texts = orjson.loads(said.said)
    return JobDependency(
        job=links[said.other_id],
        # The run that is named is one of the job that is named, not of the one that names it.
        run_id=texts.get("run_id") if said.teller_id == said.head else None,
        type=texts.get("dependency_type"),
        sequence_rule=texts.get("sequence_trigger_rule"),
        status_rule=texts.get("status_trigger_rule"),
        told_by=links[said.teller_id],
        first_seen_at=said.first_at,
        last_seen_at=said.last_at,
    )
