"""Events as they came: one, and pages of them, newest first. They are redacted before they are stored.

No index of the inbox serves these questions, since each event would pay for it. Runs know the numbers of their events; what
waits or is parked is short; all else is read in the order of arrival and looked into, so many events and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from catalog.answers import TextState
from catalog.database import Row, rows
from catalog.errors import InvalidError, TooCostlyError
from catalog.paging import COUNT_LIMIT, CountState, Page, Pager
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.answers import EventCard, EventDetail, EventState, RestrictedText
from lineage.queries.event_cards import EVENT_BESIDE, EVENT_COLUMNS, HELD, RawEvent, held_rows, raw_event
from lineage.queries.events_about import events_about
from lineage.queries.names import Hidden
from lineage.queries.raw_events import DAYS, READ_MAX, arrived
from lineage.queries.runs import TimeFilter

PORTION = 200
Found = Iterator[list[Row]]


def event_list(
    viewer: Viewer,
    *,
    states: Sequence[EventState] | None = None,
    source: str | None = None,
    ref: str | None = None,
    run_id: str | None = None,
    received_at: TimeFilter | None = None,
    first: int,
    after: str | None = None,
) -> Page[EventCard]:
    """Events, those that came last first: in some states, of a source, of the runs of a job or pipeline or of those that
    read or wrote a dataset (`ref`), of an OpenLineage run. One that names what the viewer may not see is not there.

    Raises TooCostlyError where more than 5,000 would have to be looked into for a page.
    """
    require(viewer, "event.read")
    wanted = frozenset(states or EventState)
    pager = Pager(
        "event_list", viewer, [sorted(wanted), source, ref, run_id, repr(received_at)], first=first, after=after
    )
    where = arrived(*((received_at.since, received_at.until) if received_at else (None, None)))
    if ref is not None or run_id is not None:
        until = received_at.until if received_at else None
        numbers = events_about(viewer, ref=ref, run_id=run_id, until=until, held_alone=wanted <= HELD)
        found = _by_number(numbers, where, pager.position)
    elif wanted <= HELD:
        found = _in_order(
            f"{held_rows(wanted)} k JOIN lineage_inboxevent e ON e.day = k.day AND e.id = k.id", where, pager.position
        )
    else:
        found = _in_order("lineage_inboxevent e", where, pager.position)
    hidden = Hidden(viewer)
    items = _page(found, hidden, wanted, source, pager.first + 1)
    return pager.page(items, total=_count(wanted, source, hidden) if wanted <= HELD and not (ref or run_id) else _NOT)


_NOT = (None, CountState.NOT_COUNTED)


def _in_order(table: str, where: tuple[str, list[Any]], position: Sequence[Any] | None) -> Found:
    """Portions of the inbox by arrival, ever larger."""
    place, size, read = position, PORTION, 0
    while read < READ_MAX:
        condition, params = ("AND (e.day, e.id) < (%s, %s)", list(place)) if place else ("", [])
        found = rows(
            f"SELECT {EVENT_COLUMNS} FROM {table} {EVENT_BESIDE} WHERE true {where[0]} {condition} "
            "ORDER BY e.day DESC, e.id DESC LIMIT %s",
            [*where[1], *params, size],
        )
        yield found
        if len(found) < size:
            return
        place, read = found[-1][:2], read + size
        size = min(4 * size, READ_MAX - read)
    raise _too_many()


def _too_many() -> InvalidError:
    return TooCostlyError.of(
        "received_at", f"more than {READ_MAX} events would have to be looked into; narrow received_at, ref or run_id"
    )


def _by_number(numbers: Sequence[int], where: tuple[str, list[Any]], position: Sequence[Any] | None) -> Found:
    """Portions of the events with these numbers that are still kept, newest first."""
    left = [number for number in numbers if position is None or number < position[1]]
    for start in range(0, len(left), PORTION):
        if start >= READ_MAX:
            raise _too_many()
        yield _numbered(left[start : start + PORTION], where)


def _numbered(numbers: Sequence[int], where: tuple[str, list[Any]] = ("", [])) -> list[Row]:
    return rows(
        f"SELECT {EVENT_COLUMNS} FROM {DAYS} k JOIN lineage_inboxevent e ON e.day = k.day AND e.id = ANY(%s) {EVENT_BESIDE} "
        f"WHERE true {where[0]} ORDER BY e.id DESC",
        [list(numbers), *where[1]],
    )


def _page(
    found: Found, hidden: Hidden, states: frozenset[EventState], source: str | None, size: int
) -> list[tuple[EventCard, list[Any]]]:
    items: list[tuple[EventCard, list[Any]]] = []
    for portion in found:
        for row in portion:
            event = raw_event(row)
            if event.state in states and source in (None, event.source) and not event.names(hidden):
                items.append((event.card(), [row[0].isoformat(), row[1]]))
                if len(items) == size:
                    return items
    return items


def _count(states: frozenset[EventState], source: str | None, hidden: Hidden) -> tuple[int | None, CountState]:
    """How many wait or are parked, counted up to 10,000; not where each would have to be looked into."""
    if hidden:
        return _NOT
    table = held_rows(states)
    total = rows(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} k LEFT JOIN catalog_source s ON s.id = k.source_id "
        "WHERE %s::text IS NULL OR s.key = %s LIMIT %s) counted",
        [source, source, COUNT_LIMIT + 1],
    )[0][0]
    return (total, CountState.EXACT) if total <= COUNT_LIMIT else (COUNT_LIMIT, CountState.AT_LEAST)


def event_get(viewer: Viewer, *, ids: Sequence[str]) -> tuple[EventDetail | None, ...]:
    """Events with what they say, in the order of their ids (evt_...); None where nothing visible has one."""
    require(viewer, "event.read")
    numbers = [event_number(text) for text in ids]
    seen = _seen(viewer, [number for number in numbers if number is not None])
    return tuple(_detail(seen.get(number)) if number is not None else None for number in numbers)


def _detail(event: RawEvent | None) -> EventDetail | None:
    if event is None:
        return None
    text = event.text()
    state = TextState.EXPIRED if text is None else TextState.AVAILABLE
    return EventDetail(card=event.card(), payload=RestrictedText(text=text, state=state))


def _seen(viewer: Viewer, numbers: Sequence[int]) -> dict[int, RawEvent]:
    """Stored events that the viewer may see, by number."""
    hidden = Hidden(viewer)
    found = {row[1]: raw_event(row) for row in _numbered(numbers)} if numbers else {}
    return {number: event for number, event in found.items() if not event.names(hidden)}


def events_by_number(viewer: Viewer, numbers: Sequence[int]) -> tuple[EventCard, ...]:
    """Stored events that the viewer may see, oldest first; for commands, which have asked who may."""
    return tuple(event.card() for _, event in sorted(_seen(viewer, numbers).items()))


def parked_numbers(*, source: str | None = None, producer: str | None = None, limit: int) -> list[int]:
    """Numbers of the parked events of a source, or of what calls itself a producer, oldest first; for commands.

    Raises TooCostlyError where more than 5,000 would have to be looked into for a producer.
    """
    found = rows(
        "SELECT p.id FROM lineage_inboxparked p LEFT JOIN catalog_source s ON s.id = p.source_id "
        "WHERE %s::text IS NULL OR s.key = %s ORDER BY p.id LIMIT %s",
        [source, source, limit if producer is None else READ_MAX + 1],
    )
    numbers = [row[0] for row in found]
    if producer is None:
        return numbers
    if len(numbers) > READ_MAX:
        raise TooCostlyError.of("producer", f"more than {READ_MAX} events are parked; name a source or ids")
    sent = {row[1] for row in _numbered(numbers) if raw_event(row).card().producer == producer}
    return [number for number in numbers if number in sent][:limit]


def event_number(text: str) -> int | None:
    """The inbox's number in an id (evt_...); None when it is none."""
    number = text.removeprefix("evt_")
    return (
        int(number) if text.startswith("evt_") and number.isascii() and number.isdigit() and len(number) < 19 else None
    )
