"""The inputs of lineage's commands, and the table of them (as catalog/commands/inputs.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog.answers import EntityPayload, doc, given
from catalog.commands.inputs import DRY as DRY_PLAN
from catalog.commands.inputs import ECHO, VERSION_OF_REF, WHY, Command
from lineage.answers import EdgePayload, EventPayload
from lineage.commands.columns import column_update
from lineage.commands.edges import edge_declare, edge_retract
from lineage.commands.events import event_drop, event_replay

IDS = "These events (evt_...); at most 500."
SOURCE = "All parked events of this source, the oldest 500."
PRODUCER = "All parked events of what calls itself this producer, the oldest 500."
DRY = "Answer which events it would be; change nothing."


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReplayInput:
    """Puts events back on the queue: parked ones, and applied ones, which merge with what they made before."""

    ids: tuple[str, ...] | None = given(IDS)
    source: str | None = given(SOURCE)
    producer: str | None = given(PRODUCER)
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDropInput:
    """Lets parked events go: they are not applied, and no longer listed."""

    ids: tuple[str, ...] | None = given(IDS)
    source: str | None = given(SOURCE)
    producer: str | None = given(PRODUCER)
    reason: str = doc(WHY)
    dry_run: bool = given(DRY, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUpdateInput:
    """Says what a column of a dataset is, whatever its producer says."""

    ref: str = doc("Dataset.")
    path: str = doc("Dotted path of the column.")
    description: str | None = given("Description; at most 100,000 characters.")
    clear: bool = given("Take back what people said: the producer's description shows again.", default=False)
    reason: str | None = given(WHY)
    expected_version: int | None = given(VERSION_OF_REF)
    dry_run: bool = given(DRY_PLAN, default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeDeclareInput:
    """Declares that one thing is made from another, where no producer tells it."""

    source: str = doc("What it is made from.")
    target: str = doc("What is made.")
    reason: str = doc(WHY)
    dry_run: bool = given("Check it all; change nothing.", default=False)
    client_mutation_id: str | None = given(ECHO)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeRetractInput:
    """Takes back an edge that people declared."""

    source: str = doc("What it is made from.")
    target: str = doc("What is made.")
    reason: str = doc(WHY)
    dry_run: bool = given("Check it all; change nothing.", default=False)
    client_mutation_id: str | None = given(ECHO)


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "column_update": Command(input=ColumnUpdateInput, run=column_update, answer=EntityPayload),
        "edge_declare": Command(input=EdgeDeclareInput, run=edge_declare, answer=EdgePayload),
        "edge_retract": Command(input=EdgeRetractInput, run=edge_retract, answer=EdgePayload),
        "event_replay": Command(input=EventReplayInput, run=event_replay, answer=EventPayload),
        "event_drop": Command(input=EventDropInput, run=event_drop, answer=EventPayload),
    }
)
