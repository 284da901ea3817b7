"""Rows of the inbox to what is shown of an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from catalog.database import Row
from lineage.answers import EventCard, EventState, EventType, EventWarning, WarningKind
from lineage.openlineage import EventRefused, parse_time
from lineage.queries.names import Hidden
from lineage.queries.raw_events import unpack

TEXT_MAX = 500
HELD = frozenset({EventState.STORED, EventState.PARKED})
_TABLES = {EventState.STORED: "lineage_inboxwork", EventState.PARKED: "lineage_inboxparked"}
# Of lineage_inboxevent e, with what stands beside it; `raw_event` reads them.
EVENT_COLUMNS = (
    "e.day, e.id, e.event_kind, e.received_at, e.body, e.body_size, e.warnings, s.key, w.id IS NOT NULL, p.id IS NOT NULL, "
    "coalesce(w.attempts, p.attempts), coalesce(p.reason, w.error), p.parked_at"
)
EVENT_BESIDE = (
    "LEFT JOIN lineage_inboxwork w ON w.id = e.id LEFT JOIN lineage_inboxparked p ON p.id = e.id "
    "LEFT JOIN catalog_source s ON s.id = e.source_id"
)


def held_rows(states: Iterable[EventState]) -> str:
    """A row source in SQL: id, day and source_id of the events that are not applied."""
    keys = (f"SELECT id, day, source_id FROM {_TABLES[state]}" for state in sorted(states))
    return f"({' UNION ALL '.join(keys)})"


@dataclass(frozen=True)
class RawEvent:
    """A stored event whose body is read when somebody looks into it."""

    number: int
    kind: str
    received_at: datetime
    body: bytes
    size: int
    warnings: list[dict[str, str]]
    source: str | None
    state: EventState
    attempts: int | None
    reason: str | None
    parked_at: datetime | None

    @cached_property
    def _raw(self) -> bytes | None:
        try:
            return unpack(self.body)
        except ValueError:
            return None

    @cached_property
    def payload(self) -> dict[str, Any]:
        """The event as JSON; empty when it cannot be read."""
        try:
            found = orjson.loads(self._raw or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def text(self) -> str | None:
        """The event as JSON text; None when it cannot be unpacked."""
        return None if self._raw is None else self._raw.decode(errors="replace")

    def names(self, hidden: Hidden) -> bool:
        """Whether something in it, or said about it, names what the viewer may not see."""
        return bool(hidden) and (hidden.in_json(self.payload) or hidden.in_text(self.reason or ""))

    def card(self) -> EventCard:
        """What is shown of it."""
        said = self.payload
        run, about = _object(said, "run"), _object(said, "job") or _object(said, "dataset")
        return EventCard(
            id=f"evt_{self.number}",
            type=EventType(self.kind),
            state=self.state,
            source=self.source,
            producer=_text(said.get("producer")),
            event_type=_text(said.get("eventType")),
            event_at=_time(said.get("eventTime")),
            received_at=self.received_at,
            run_id=_text(run.get("runId")),
            job_namespace=_text(about.get("namespace")),
            job_name=_text(about.get("name")),
            attempts=self.attempts,
            reason=self.reason,
            parked_at=self.parked_at,
            warnings=tuple(_warning(item) for item in self.warnings),
            byte_count=self.size,
        )


def raw_event(row: Row) -> RawEvent:
    """An event of a row of EVENT_COLUMNS."""
    _, number, kind, received_at, body, size, warnings, source, waits, is_parked, attempts, reason, parked_at = row
    return RawEvent(
        number=number,
        kind=kind,
        received_at=received_at,
        body=bytes(body),
        size=size,
        warnings=warnings or [],
        source=source,
        state=EventState.STORED if waits else EventState.PARKED if is_parked else EventState.APPLIED,
        attempts=attempts,
        reason=reason,
        parked_at=parked_at,
    )


def _object(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str | None:
    return value[:TEXT_MAX] if isinstance(value, str) and value else None


def _time(value: object) -> datetime | None:
    try:
        return parse_time(value)
    except EventRefused:
        return None


def _warning(item: dict[str, str]) -> EventWarning:
    # Versions before kinds were kept wrote of what they left out only in the rule.
    kind = item.get("kind") or ("dropped" if item["rule"].startswith("dropped") else "redacted")
    return EventWarning(kind=WarningKind(kind), path=item["path"], rule=item["rule"])
