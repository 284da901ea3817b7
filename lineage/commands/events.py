"""What people decide about events that could not be applied: try again, or let go. Each is one transaction with its audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.commands.owners import reason_given
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.permissions import require
from catalog.viewers import Viewer
from lineage.answers import EventPayload, ParkedEvent
from lineage.ingest.inbox import parked_drop, parked_lock, parked_replay
from lineage.queries.intake import event_number, parked_events_by_id, parked_ids_of

IDS_MAX = 500


def event_retry(
    viewer: Viewer,
    *,
    ids: Sequence[str] | None = None,
    source: str | None = None,
    reason: str,
    dry_run: bool = False,
) -> EventPayload:
    """Put parked events back on the queue, with fresh attempts."""
    return _run(viewer, "event_retry", parked_replay, "waiting", ids, source, reason, dry_run)


def event_drop(
    viewer: Viewer,
    *,
    ids: Sequence[str] | None = None,
    source: str | None = None,
    reason: str,
    dry_run: bool = False,
) -> EventPayload:
    """Take parked events off the list for good; their raw form stays as long as that of all others."""
    return _run(viewer, "event_drop", parked_drop, "dropped", ids, source, reason, dry_run)


def _run(
    viewer: Viewer,
    stem: str,
    act: Callable[[Sequence[int]], int],
    becomes: str,
    ids: Sequence[str] | None,
    source: str | None,
    reason: str,
    dry_run: bool,
) -> EventPayload:
    def work() -> EventPayload:
        require(viewer, "event.manage")
        why = reason_given(reason)
        with transaction.atomic():
            numbers, unknown = _asked(ids, source)
            parked = parked_lock(numbers)
            if not parked:
                raise NotFoundError("None of these events is parked; somebody may have been faster.")
            events = parked_events_by_id(parked)
            if not dry_run:
                act(parked)
                audit_write(viewer, [_line(stem, event, becomes, why) for event in events])
        gone = [f"evt_{number}" for number in sorted(set(numbers) - set(parked))]
        return EventPayload(events=events, skipped=(*unknown, *gone), user_errors=(), client_mutation_id=None)

    return attempt(viewer, stem, work)


def _asked(ids: Sequence[str] | None, source: str | None) -> tuple[list[int], list[str]]:
    """The inbox's numbers, and what is no id of an event."""
    if (ids is None) == (source is None):
        raise InvalidError.of("ids", "give either ids or a source")
    if source is not None:
        return parked_ids_of(source, limit=IDS_MAX), []
    listed = list(dict.fromkeys(ids or ()))
    if not listed:
        raise InvalidError.of("ids", "names no event")
    if len(listed) > IDS_MAX:
        raise TooManyError.of("ids", f"{len(listed)} ids were sent; at most {IDS_MAX} are accepted, send them in parts")
    numbers = {text: event_number(text) for text in listed}
    return [n for n in numbers.values() if n is not None], [text for text, n in numbers.items() if n is None]


def _line(stem: str, event: ParkedEvent, becomes: str, reason: str | None) -> AuditLine:
    before = {
        "state": "parked",
        "source": event.source,
        "job_namespace": event.job_namespace,
        "job_name": event.job_name,
        "attempts": event.attempts,
        "reason": event.reason,
        "received_at": event.received_at.isoformat(),
    }
    return AuditLine(action=stem, target=event.id, reason=reason, before=before, after={"state": becomes})
