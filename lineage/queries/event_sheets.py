"""Run events as they came, by arrival, as the Marquez door pages through them. They are redacted before they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson

from catalog.database import rows
from catalog.errors import TooCostlyError
from catalog.paging import COUNT_LIMIT
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.queries.names import Hidden
from lineage.queries.raw_events import READ_MAX, arrived, unpack
from lineage.sheets import Slice


def event_sheet_list(
    viewer: Viewer,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    namespace: str | None = None,
    descending: bool = True,
    limit: int,
    offset: int,
) -> Slice[dict[str, Any]]:
    """Run events that arrived at or after `after` and before `before`, newest first, and how many there are (counted up
    to 10,000); with a namespace those of its jobs. An event that names what the viewer may not see is not there, nor
    counted."""
    require(viewer, "event.read")
    direction = "DESC" if descending else "ASC"
    condition, params = arrived(after, before)
    source = f"FROM lineage_inboxevent e WHERE e.event_kind = 'run'{condition}"
    hidden = Hidden(viewer)
    if hidden or namespace is not None:
        found = _read(hidden, namespace, source, params, direction)
        return Slice(items=tuple(found[offset : offset + limit]), total_count=len(found))
    bodies = rows(
        f"SELECT e.body {source} ORDER BY e.day {direction}, e.id {direction} LIMIT %s OFFSET %s",
        [*params, limit, offset],
    )
    total = rows(
        f"SELECT count(*) FROM (SELECT 1 {source} LIMIT %s) counted",
        [*params, COUNT_LIMIT],
    )[0][0]
    return Slice(items=tuple(_payloads(row[0] for row in bodies)), total_count=total)


def _read(
    hidden: Hidden, namespace: str | None, source: str, params: list[Any], direction: str
) -> list[dict[str, Any]]:
    """The events that are left when each of them was looked into."""
    found = rows(
        f"SELECT e.body {source} ORDER BY e.day {direction}, e.id {direction} LIMIT %s",
        [*params, READ_MAX + 1],
    )
    if len(found) > READ_MAX:
        raise TooCostlyError.of(
            "after", f"more than {READ_MAX} events arrived in this time, too many to look into; narrow after and before"
        )
    return [
        payload
        for payload in _payloads(row[0] for row in found)
        if (namespace is None or payload["job"]["namespace"] == namespace) and not hidden.in_json(payload)
    ]


def _payloads(bodies: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for body in bodies:
        yield orjson.loads(unpack(bytes(body)))
