"""The object types of owners, health, teams, edits, tasks and the intake: made from their answers, field by field."""

from __future__ import annotations

from typing import Any

import graphene

from catalog import answers as c
from catalog.answers import CheckState
from lineage import answers as lin
from lineage.queries.events import event_get
from portal.api.graphql.cells import Cell
from portal.api.graphql.connections import connection_type
from portal.api.graphql.node import Node, only_alone, viewer
from portal.api.graphql.shapes import enum_type, object_of, object_type


def _verdicts(root: Cell, info: Any, states: Any = None) -> list[Cell]:
    found: list[Cell] = root.field("verdicts")
    wanted = {CheckState(getattr(state, "value", state)) for state in states or ()}
    return [cell for cell in found if not wanted or cell.value.state in wanted]


def _payload(root: Cell, info: Any) -> Any:
    only_alone(root, "payload")
    who = viewer(info)
    found = root.deep("payload", lambda cards: event_get(who, ids=[card.id for card in cards]))
    return found and found.field("payload")


OwnerEvidence: Any = object_type(c.OwnerEvidence)
OwnerSuggestion: Any = object_type(c.OwnerSuggestion)
RoleOwner: Any = object_type(c.RoleOwner)
Assertion: Any = object_type(c.Assertion)
OwnershipReport: Any = object_type(c.OwnershipReport)
OwnershipPeriod: Any = object_type(c.OwnershipPeriod)
Membership: Any = object_type(c.Membership)
CheckVerdict: Any = object_type(c.CheckVerdict)
HealthDimension: Any = object_type(c.HealthDimension)
Remedy: Any = object_type(c.Remedy)
HealthPoint: Any = object_type(c.HealthPoint)
HealthReport: Any = object_type(
    c.HealthReport,
    extra={
        "verdicts": graphene.Field(
            lambda: graphene.NonNull(graphene.List(graphene.NonNull(CheckVerdict))),
            args={
                "states": graphene.Argument(
                    graphene.List(graphene.NonNull(enum_type(CheckState))), description="Only these states."
                )
            },
            description="One verdict per check, most lost points first; at most 100.",
            resolver=_verdicts,
        )
    },
    skip=frozenset({"verdicts"}),
)
CheckInfo: Any = object_type(c.CheckInfo)
LevelCount: Any = object_type(c.LevelCount)
ScorecardRow: Any = object_type(c.ScorecardRow)
CheckCount: Any = object_type(c.CheckCount)
Scorecard: Any = object_type(c.Scorecard)
TierCount: Any = object_type(c.TierCount)
TeamReport: Any = object_type(c.TeamReport)
Change: Any = object_type(c.Change)
ChangeSet: Any = object_type(c.ChangeSet)
UserError: Any = object_type(c.UserError)
OwnerPayload: Any = object_type(c.OwnerPayload)
AuditEntry: Any = object_type(c.AuditEntry)
Task: Any = object_type(c.TaskCard)
ChangeSetConnection = connection_type("ChangeSet", lambda: ChangeSet, "change sets")
AuditEntryConnection = connection_type("AuditEntry", lambda: AuditEntry, "lines of the audit")
Intake: Any = object_type(lin.IntakeCard)
EventWarning: Any = object_type(lin.EventWarning)
Event: Any = object_type(
    lin.EventCard,
    interfaces=(Node,),
    extra={
        "payload": graphene.Field(
            lambda: graphene.NonNull(object_of(lin.RestrictedText)),
            description="Its JSON, secrets removed. Deep; refused inside lists.",
            resolver=_payload,
        )
    },
)
EventConnection = connection_type("Event", lambda: Event, "events")
IntakeWarning: Any = object_type(lin.IntakeWarning)
EventPayload: Any = object_type(lin.EventPayload)
EdgePayload: Any = object_type(lin.EdgePayload)
SyncPayload: Any = object_type(c.SyncPayload)
IdentityPayload: Any = object_type(c.IdentityPayload)
EntityPayload: Any = object_type(c.EntityPayload)
Patch: Any = object_type(c.Patch)
VariantSide: Any = object_type(lin.VariantSide)
Variant: Any = object_type(lin.Variant)
VariantConnection = connection_type("Variant", lambda: Variant, "names that may mean one thing")
IntakeWarningConnection = connection_type("IntakeWarning", lambda: IntakeWarning, "warnings")
