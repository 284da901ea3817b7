"""The inputs of lineage's commands, and the table of them (as catalog/commands/inputs.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog.answers import doc, given
from catalog.commands.inputs import ECHO, WHY, Command
from lineage.answers import EventPayload
from lineage.commands.events import event_drop, event_retry

IDS = "These parked events (evt_...); at most 500."
SOURCE = "All parked events of this source, the oldest 500."
DRY = "Answer which events it would be; change nothing."


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRetryInput:
    """Tries to apply parked events again."""

    ids: tuple[str, ...] | None = given(IDS)
    source: str | None = given(SOURCE)
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDropInput:
    """Lets parked events go: they are not applied, and no longer listed."""

    ids: tuple[str, ...] | None = given(IDS)
    source: str | None = given(SOURCE)
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "event_retry": Command(input=EventRetryInput, run=event_retry, answer=EventPayload),
        "event_drop": Command(input=EventDropInput, run=event_drop, answer=EventPayload),
    }
)
