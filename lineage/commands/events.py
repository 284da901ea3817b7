"""What people decide about events: apply them again, or let go those that cannot be. Each is one transaction with its audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.commands.owners import reason_given
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.answers import EventCard, EventPayload, EventState
from lineage.ingest.inbox import events_requeue, parked_drop, parked_lock
from lineage.queries.events import event_number, events_by_number, parked_numbers

IDS_MAX = 500


def event_replay(
    viewer: Viewer,
    *,
    ids: Sequence[str] | None = None,
    source: str | None = None,
    producer: str | None = None,
    reason: str,
    dry_run: bool = False,
) -> EventPayload:
    """Put events back on the queue, with fresh attempts: parked ones, and those that were applied, which merge with what
    they made before. Ones that wait already are skipped."""
    states = {EventState.PARKED, EventState.APPLIED}
    asked = _Asked(ids=ids, source=source, producer=producer)
    return _run(viewer, "event_replay", events_requeue, states, "waiting", asked, reason, dry_run)


def event_drop(
    viewer: Viewer,
    *,
    ids: Sequence[str] | None = None,
    source: str | None = None,
    producer: str | None = None,
    reason: str,
    dry_run: bool = False,
) -> EventPayload:
    """Take parked events off the list for good; their raw form stays as long as that of all others."""
    asked = _Asked(ids=ids, source=source, producer=producer)
    return _run(viewer, "event_drop", parked_drop, {EventState.PARKED}, "dropped", asked, reason, dry_run)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which events: by id, or the oldest 500 that are parked of a source or producer."""

    ids: Sequence[str] | None
    source: str | None
    producer: str | None

    def numbers(self) -> tuple[list[int], list[str]]:
        """The inbox's numbers, and what is no id of an event."""
        if [self.ids, self.source, self.producer].count(None) != 2:
            raise InvalidError.of("ids", "give either ids, a source or a producer")
        if self.ids is None:
            return parked_numbers(source=self.source, producer=self.producer, limit=IDS_MAX), []
        listed = list(dict.fromkeys(self.ids))
        if not listed:
            raise InvalidError.of("ids", "names no event")
        if len(listed) > IDS_MAX:
            raise TooManyError.of(
                "ids", f"{len(listed)} ids were sent; at most {IDS_MAX} are accepted, send them in parts"
            )
        numbers = {text: event_number(text) for text in listed}
        return [n for n in numbers.values() if n is not None], [text for text, n in numbers.items() if n is None]


def _run(
    viewer: Viewer,
    stem: str,
    act: Callable[[Sequence[int]], int],
    states: set[EventState],
    becomes: str,
    asked: _Asked,
    reason: str,
    dry_run: bool,
) -> EventPayload:
    def work() -> EventPayload:
        require(viewer, "event.manage")
        why = reason_given(reason)
        with transaction.atomic():
            numbers, unknown = asked.numbers()
            parked_lock(numbers)
            events = tuple(event for event in events_by_number(viewer, numbers) if event.state in states)
            if not events:
                words = " or ".join(sorted(state.value for state in states))
                raise NotFoundError(f"None of these events is {words}; somebody may have been faster.")
            if not dry_run:
                act([int(event.id.removeprefix("evt_")) for event in events])
                audit_write(viewer, [_line(stem, event, becomes, why) for event in events])
        gone = {f"evt_{number}" for number in numbers} - {event.id for event in events}
        skipped = (*unknown, *sorted(gone, key=lambda text: (len(text), text)))
        return EventPayload(events=events, skipped=skipped, user_errors=(), client_mutation_id=None)

    return attempt(viewer, stem, work)


def _line(stem: str, event: EventCard, becomes: str, reason: str | None) -> AuditLine:
    before = {
        "state": event.state.value,
        "source": event.source,
        "job_namespace": event.job_namespace,
        "job_name": event.job_name,
        "attempts": event.attempts,
        "reason": event.reason,
        "received_at": event.received_at.isoformat(),
    }
    return AuditLine(action=stem, target=event.id, reason=reason, before=before, after={"state": becomes})
