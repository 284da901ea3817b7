"""Problems found while reading sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.answers import EntityLink, Issue, IssueState
from catalog.database import Row, rows
from catalog.names import InvalidRef, ref_text
from catalog.paging import CountState, Page, Pager
from catalog.permissions import require
from catalog.queries.cards import links_of
from catalog.queries.hidden import not_hidden
from catalog.viewers import Viewer

PROCESSING = "backstage.io/catalog-processing"
_COLUMNS = "i.id, i.uid, s.key, i.item, i.entity_ref, i.state, i.code, i.message, i.first_seen_at, i.last_seen_at, i.count, i.url"
PER_ENTITY = 100
_TOLD = "(i.state = 'open' AND i.told_of <> '{}' AND i.told_of @> ARRAY"

# Of nearly all entities nothing is told: who is among the few is looked up once for all that are served.
IS_TOLD_OF = "(e.ref IN (SELECT unnest(w.told_of) FROM catalog_issue w WHERE w.state = 'open' AND w.told_of <> '{}'))"
PROBLEMS = (
    f"CASE WHEN {IS_TOLD_OF} THEN "
    "(SELECT jsonb_agg(jsonb_build_array(p.code, p.item, p.message) ORDER BY p.id) FROM ("
    "SELECT i.id, i.code, i.item, i.message FROM catalog_issue i WHERE i.state = 'open' AND i.told_of <> '{}' "
    f"AND i.told_of @> ARRAY[e.ref] ORDER BY i.id LIMIT {PER_ENTITY}) p) END"
)
"""SQL of what `status_of` takes, for an entity `e`."""


def status_of(problems: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The status of a Backstage entity whose last good version is served, or whose places cannot be read."""
    items = []
    for code, item, text in problems:
        name, message = "NotFoundError" if code.endswith(".missing") else "InputError", f"{item}: {text}"
        error = {"name": name, "message": message}
        items.append({"type": PROCESSING, "level": "error", "message": f"{name}: {message}", "error": error})
    return {"items": items}


def _issues(viewer: Viewer, found: Sequence[Row]) -> list[Issue]:
    links = links_of(viewer, {row[4] for row in found if row[4]})
    return [_issue(row, links) for row in found]


def _issue(row: Row, links: dict[str, EntityLink]) -> Issue:
    return Issue(
        id=f"iss_{row[1]}",
        source=row[2],
        item=row[3],
        entity=links.get(row[4]),
        state=IssueState(row[5]),
        code=row[6],
        message=row[7],
        first_seen_at=row[8],
        last_seen_at=row[9],
        count=row[10],
        url=row[11],
    )


def issues_of_entities(viewer: Viewer, refs: Sequence[str]) -> dict[str, tuple[Issue, ...]]:
    """Open problems about each of these entities, newest first; at most 100 each."""
    found = rows(
        f"SELECT * FROM (SELECT {_COLUMNS}, x.ref, row_number() OVER (PARTITION BY x.ref ORDER BY i.last_seen_at DESC, i.id) "
        f"AS place FROM unnest(%s::text[]) AS x(ref) JOIN catalog_issue i ON (i.entity_ref = x.ref OR {_TOLD}[x.ref])) "
        "JOIN catalog_source s ON s.id = i.source_id WHERE i.state = 'open') ranked WHERE place <= %s ORDER BY ref, place",
        [sorted(set(refs)), PER_ENTITY],
    )
    grouped: dict[str, list[Issue]] = {}
    for row, issue in zip(found, _issues(viewer, found), strict=True):
        grouped.setdefault(row[-2], []).append(issue)
    return {ref: tuple(listed) for ref, listed in grouped.items()}


def issue_list(
    viewer: Viewer,
    *,
    source: str | None = None,
    ref: str | None = None,
    states: Sequence[IssueState] | None = None,
    first: int,
    after: str | None = None,
) -> Page[Issue]:
    """Problems by source, entity and state, newest first."""
    require(viewer, "source.status")
    pager = Pager("issue_list", viewer, [source, ref, sorted(states or ())], first=first, after=after)
    shown, params = not_hidden(viewer, "i.entity_ref")
    where = [shown]
    if source is not None:
        where.append("s.key = %s")
        params.append(source)
    if ref is not None:
        told_shown, told_params = not_hidden(viewer, "t.ref")
        where.append(
            f"(i.entity_ref = %s OR {_TOLD}[%s]) AND EXISTS (SELECT 1 FROM unnest(i.told_of) AS t(ref) "
            f"WHERE t.ref = %s AND {told_shown}))"
        )
        params += [*[_canonical(ref)] * 3, *told_params]
    if states:
        where.append("i.state = ANY(%s::text[])")
        params.append([state.value for state in states])
    base = f"FROM catalog_issue i JOIN catalog_source s ON s.id = i.source_id WHERE {' AND '.join(where)}"
    seek, seek_params = (
        ("TRUE", []) if pager.position is None else ("(i.last_seen_at, i.id) < (%s, %s)", pager.position)
    )
    found = rows(
        f"SELECT {_COLUMNS} {base} AND {seek} ORDER BY i.last_seen_at DESC, i.id DESC LIMIT %s",
        [*params, *seek_params, pager.first + 1],
    )
    total = rows(f"SELECT count(*) {base}", params)[0][0]
    items = [
        (issue, [issue.last_seen_at.isoformat(), row[0]])
        for issue, row in zip(_issues(viewer, found), found, strict=True)
    ]
    return pager.page(items, total=(total, CountState.EXACT))


def _canonical(ref: str) -> str:
    try:
        return ref_text(ref)
    except InvalidRef:
        return ref
