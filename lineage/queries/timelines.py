"""What ran when: pipelines and jobs below each other, each with its runs in a stretch of time."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from catalog.database import Row, rows
from catalog.errors import InvalidError, TooManyError
from catalog.paging import Page, Pager
from catalog.permissions import require, visible
from catalog.queries.cards import CARD_COLUMNS, CARD_FROM, cards_of
from catalog.queries.entities import RESOLVE_MAX, entity_ids_of
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.queries.members import members_of
from catalog.viewers import Viewer
from lineage.answers import TimelineRow
from lineage.queries.arrivals import run_seconds
from lineage.queries.runs import RUN_COLUMNS, run_cards

RUNS_MAX = 50
SPAN_MAX = timedelta(days=31)
# Where nobody told of its end, a run would be under way for ever, and every run there ever was would have to be looked at.
RUN_MAX = timedelta(days=7)


def timeline_list(
    viewer: Viewer,
    *,
    refs: Sequence[str] | None = None,
    filter: EntityFilter | None = None,
    since: datetime,
    until: datetime,
    first: int,
    after: str | None = None,
) -> Page[TimelineRow]:
    """Pipelines and jobs by ref, at most 100 that are named or all under a filter, each with its own runs that were under way
    between two instants at most 31 days apart. A run that began more than 7 days before is not seen. Raises NotFoundError."""
    require(viewer, "lineage.read")
    if not since < until or until - since > SPAN_MAX:
        raise InvalidError.of("until", f"must be after since, and at most {SPAN_MAX.days} days after it")
    if refs is not None and len(refs) > RESOLVE_MAX:
        raise TooManyError.of("refs", f"{len(refs)} refs were sent; at most {RESOLVE_MAX} are accepted")
    arguments = [sorted(refs or ()), repr(filter), since.isoformat(), until.isoformat()]
    pager = Pager("timeline_list", viewer, arguments, first=first, after=after)
    ids = None if refs is None else [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    found = _listed(viewer, ids, filter, pager)
    runs = _runs([row[0] for row in found], since, until)
    took = run_seconds([row[0] for row in found])
    cards = iter(run_cards(viewer, [run for row in found for run in runs[row[0]][:RUNS_MAX]]))
    items = []
    for row, card in zip(found, cards_of(viewer, found), strict=True):
        count = len(runs[row[0]])
        shown = [next(cards) for _ in range(min(count, RUNS_MAX))]
        usual = statistics.median(took[row[0]]) if took[row[0]] else None
        line = TimelineRow(entity=card, runs=tuple(shown[::-1]), usual_seconds=usual, truncated=count > RUNS_MAX)
        items.append((line, [card.ref]))
    return pager.page(items)


def _listed(viewer: Viewer, ids: list[int] | None, entity_filter: EntityFilter | None, pager: Pager) -> list[Row]:
    hidden, hidden_params = visible(viewer)
    where, params = filter_sql(entity_filter)
    return rows(
        f"SELECT {CARD_COLUMNS} FROM {CARD_FROM} WHERE e.kind IN ('job', 'pipeline') AND e.deleted_at IS NULL "
        f"AND (%s::int[] IS NULL OR e.id = ANY(%s::int[])) AND {hidden} AND {where} AND e.ref > %s ORDER BY e.ref LIMIT %s",
        [ids, ids, *hidden_params, *params, pager.position[0] if pager.position else "", pager.first + 1],
    )


def _runs(entity_ids: Sequence[int], since: datetime, until: datetime) -> dict[int, list[Row]]:
    """Runs under way in the stretch, newest first, at most one more than are shown; merged jobs have theirs together."""
    heads, members = members_of(entity_ids)
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows(
        f"SELECT {RUN_COLUMNS}, r.head FROM unnest(%s::int[]) AS a(id) CROSS JOIN LATERAL (SELECT m.head, r.* "
        "FROM unnest(%s::int[], %s::int[]) AS m(head, member) JOIN lineage_run r ON r.job_id = m.member "
        "WHERE m.head = a.id AND NOT r.is_design AND r.first_event_at < %s AND r.first_event_at >= %s::timestamptz - %s "
        "AND (r.ended_at >= %s OR r.ended_at IS NULL) ORDER BY r.first_event_at DESC, r.id LIMIT %s) r "
        "JOIN catalog_source s ON s.id = r.source_id ORDER BY r.head, r.first_event_at DESC, r.id",
        [list(entity_ids), heads, members, until, since, RUN_MAX, since, RUNS_MAX + 1],
    ):
        found[row[-1]].append(row[:-1])
    return found
