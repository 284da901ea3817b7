"""Why an edge is there: all that is, and was, known of it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings

from catalog.answers import EntityLink
from catalog.database import Row, rows
from catalog.errors import InvalidError
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.queries.entities import entity_ids_of
from catalog.queries.members import groups_of
from catalog.viewers import Viewer
from lineage.answers import BASIS_OF, EdgeDetail, EdgeProof
from lineage.edge_ages import age_at, ages_of
from lineage.queries.edges import evidence_in_force
from lineage.queries.graph import notes_shown


def edge_get(viewer: Viewer, *, source: str, target: str, as_of: datetime | None = None) -> EdgeDetail | None:
    """All evidence of the edge from the source to the target that was seen until an instant, also what has ceased; None
    where there is none.

    An edge is between a dataset and a job, or between two datasets: that a job, a file or columns join. What ceased and
    began again is one span.
    """
    require(viewer, "lineage.read")
    now = datetime.now(UTC)
    if as_of is not None and as_of > now:
        raise InvalidError.of("as_of", "lies in the future")
    at = as_of or now
    source_id, target_id = (entity_id for entity_id, _ in entity_ids_of(viewer, [source, target]))
    groups = groups_of([source_id, target_id])
    condition, params = evidence_in_force(at, 0)
    found = rows(
        "SELECT e.basis, s.key, coalesce(j.canonical_id, j.id), e.via_id, e.first_seen_at, e.last_seen_at, "
        "e.superseded_at, e.run_count, e.last_run_id, e.locator, e.note, holds "
        f"FROM lineage_edgeevidence e CROSS JOIN LATERAL (SELECT {condition} AS holds) h "
        "JOIN catalog_source s ON s.id = e.origin_id LEFT JOIN catalog_entity j ON j.id = abs(e.via_id) "
        "WHERE e.source_id = ANY(%s) AND e.target_id = ANY(%s) AND e.first_seen_at <= %s "
        "ORDER BY holds DESC, CASE WHEN NOT holds THEN e.superseded_at END DESC, e.basis, e.last_seen_at DESC, "
        "e.via_id, s.key",
        [*params, groups[source_id], groups[target_id], at],
    )
    if not found:
        return None
    links = links_by_id(viewer, {source_id, target_id, *(row[2] for row in found if row[2])})
    notes = notes_shown(viewer, [row[10] for row in found if row[10]])
    return EdgeDetail(
        as_of=at,
        source=links[source_id],
        target=links[target_id],
        basis=BASIS_OF.get(min((row[0] for row in found if row[-1]), default=0)),
        evidence=tuple(_proof(row, links, notes, at) for row in found),
    )


def _proof(row: Row, links: dict[int, EntityLink], notes: dict[str, str], at: datetime) -> EdgeProof:
    basis, source, job_id, via, first_seen_at, last_seen_at, ended_at, count, run, locator, note, holds = row
    is_shown = via == 0 or job_id in links
    return EdgeProof(
        basis=BASIS_OF[basis],
        source=source,
        job=links.get(job_id),
        first_seen_at=first_seen_at,
        last_seen_at=last_seen_at,
        valid_to=ended_at,
        holds=holds,
        age=age_at(at, last_seen_at, ended_at, ages_of(source, settings.EDGE_AGES)),
        count=count,
        run_id=f"run_{run}" if run and is_shown else None,
        url=locator,
        note=notes.get(note),
    )
