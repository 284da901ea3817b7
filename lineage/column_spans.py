"""When each content of column lineage held, of those that one job gave one dataset. Pure.

Each was told over a span, and spans may overlap or come back. At an instant the one holds that was told last before it, of
several that go on the one that began last; what was read from SQL holds only until a producer tells anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A content: its id, from when to when it was told, and whether a producer did (else it was read from SQL)."""

    id: int
    first: datetime
    last: datetime
    by_producer: bool


# From and until; until None: to this day.
Interval = tuple[datetime, datetime | None]


def intervals_held(contents: Sequence[Told]) -> dict[int, list[Interval]]:
    """The intervals in which each content held, in order; a content that never did has none."""
    if len(contents) == 1:  # as nearly all are
        return {contents[0].id: [(contents[0].first, None)]}
    # Who holds can change when one is first told, and right after one was told for the last time.
    moments = sorted({(c.first, False) for c in contents} | {(c.last, True) for c in contents})
    waiting = sorted(contents, key=lambda content: content.first, reverse=True)
    begun: list[Told] = []
    changes: list[tuple[datetime, int]] = []
    for at, after in moments:
        while waiting and waiting[-1].first <= at:
            begun.append(waiting.pop())
        holder = max(begun, key=lambda content: _strength(content, at, after))
        # What is behind it and not told any more never comes back.
        begun = [content for content in begun if content is holder or content.last > at]
        if not changes or changes[-1][1] != holder.id:
            changes.append((at, holder.id))
    found: dict[int, list[Interval]] = defaultdict(list)
    for place, (since, content_id) in enumerate(changes):
        until = changes[place + 1][0] if place + 1 < len(changes) else None
        found[content_id].append((since, until))
    return dict(found)


def _strength(content: Told, at: datetime, after: bool) -> tuple[bool, bool, datetime, datetime, int]:
    goes_on = content.last > at or (content.last == at and not after)
    return (content.by_producer, goes_on, content.first if goes_on else content.last, content.first, content.id)


def interval_around(intervals: Iterable[Interval], at: datetime) -> Interval | None:
    """Of intervals, those that touch put together, the last that begins by an instant, when it reaches to it; else None."""
    since: datetime | None = None
    until: datetime | None = None
    for begin, end in sorted(intervals, key=lambda interval: interval[0]):
        if begin > at:
            # It may still be the same stretch, which then goes on.
            if since is None or until is None or begin > until:
                break
        elif since is None or (until is not None and begin > until):
            since, until = begin, end
            continue
        until = None if until is None or end is None else max(until, end)
    return (since, until) if since is not None and (until is None or until >= at) else None
