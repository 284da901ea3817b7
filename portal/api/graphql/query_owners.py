"""Questions about owners, health, teams, edits and tasks: the second half of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.answers import ChangeSetState, FacetField, OwnerRole
from catalog.names import Kind
from catalog.queries.change_sets import audit_entry_list, change_set_get, change_set_list
from catalog.queries.entities import NameInput, entity_resolve
from catalog.queries.filters import EntityFilter
from catalog.queries.health import check_list, health_get
from catalog.queries.ownership import ownership_get, ownership_period_list
from catalog.queries.patches import patch_list
from catalog.queries.scorecard import scorecard_get
from portal.api.graphql import reports as r
from portal.api.graphql.cells import cell, cells
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import ENTITY_TYPES, viewer
from portal.api.graphql.shapes import DateTime, Ref, argument, enum_type, input_type, input_value, list_of, word_of
from portal.queries import task_list

REF = "Reference."
AS_OF = "At that instant; now when absent."


class OwnersQuery:
    """Root fields; mixed into Query."""

    ownership = graphene.Field(
        graphene.NonNull(r.OwnershipReport),
        ref=argument(Ref, REF, required=True),
        as_of=argument(DateTime, AS_OF),
        description="Who owns an entity, and why. Cost 1.",
    )
    ownership_periods = graphene.Field(
        graphene.NonNull(list_of(r.OwnershipPeriod)),
        ref=argument(Ref, REF, required=True),
        role=argument(enum_type(OwnerRole), "Only this role."),
        description="Every stretch of ownership of an entity, newest first; at most 200. Cost 2.",
    )
    health = graphene.Field(
        graphene.NonNull(r.HealthReport),
        ref=argument(Ref, REF, required=True),
        as_of=argument(DateTime, AS_OF),
        description="Health of an entity, and why. Cost 1.",
    )
    checks = graphene.Field(
        graphene.NonNull(list_of(r.CheckInfo)), description="The checks that are installed, by id. Cost 1."
    )
    scorecard = graphene.Field(
        graphene.NonNull(r.Scorecard),
        by=argument(enum_type(FacetField), "Grouping field.", required=True),
        filter=argument(input_type(EntityFilter), "Only these."),
        window_days=argument(graphene.Int, "Days to look back, 1 to 365.", default_value=28),
        description="Health by a field, worst first. Cost 50.",
    )
    team = graphene.Field(
        ENTITY_TYPES[Kind.TEAM],
        ref=argument(Ref, REF, required=True),
        description="Team by reference; null when nothing visible is a team of that name. Cost 1.",
    )
    person = graphene.Field(
        ENTITY_TYPES[Kind.PERSON],
        ref=argument(Ref, REF, required=True),
        description="Person by reference; null when nothing visible is a person of that name. Cost 1.",
    )
    change_set = graphene.Field(
        r.ChangeSet,
        id=argument(graphene.ID, "Id (chg_...).", required=True),
        description="One change set; null when there is none. Cost 1.",
    )
    change_sets = graphene.Field(
        graphene.NonNull(r.ChangeSetConnection),
        args=page_args(
            states=argument(list_of(enum_type(ChangeSetState)), "States."),
            ref=argument(Ref, "That touch this entity."),
            commands=argument(list_of(graphene.String), "Commands, as stems."),
        ),
        description="Change sets, newest first. Cost 2.",
    )
    audit_entries = graphene.Field(
        graphene.NonNull(r.AuditEntryConnection),
        args=page_args(
            target=argument(graphene.String, "On this ref or id."),
            by=argument(graphene.String, "By the person or token of this name."),
            actions=argument(list_of(graphene.String), "Actions, as stems."),
            allowed=argument(graphene.Boolean, "Only what was allowed, or only what was refused."),
        ),
        description="Lines of the audit, newest first. Cost 2.",
    )
    patches = graphene.Field(
        graphene.NonNull(list_of(r.Patch)),
        refs=argument(list_of(Ref), "Of these; at most 100."),
        change_set=argument(graphene.ID, "Of the entities of this change set (chg_...)."),
        description="What people edited, as patches of the descriptor files it overrides, by ref; at most 100. Cost 2.",
    )
    tasks = graphene.Field(
        graphene.NonNull(list_of(r.Task)), description="Background tasks: how they do, and what waits. Cost 1."
    )

    @staticmethod
    def resolve_ownership(root: Any, info: Any, ref: str, as_of: Any = None) -> Any:
        return cell(ownership_get(viewer(info), refs=[ref], as_of=as_of)[0])

    @staticmethod
    def resolve_ownership_periods(root: Any, info: Any, ref: str, role: Any = None) -> Any:
        wanted = OwnerRole(word_of(role)) if role else None
        return cells(ownership_period_list(viewer(info), ref=ref, role=wanted))

    @staticmethod
    def resolve_health(root: Any, info: Any, ref: str, as_of: Any = None) -> Any:
        return cell(health_get(viewer(info), refs=[ref], as_of=as_of)[0])

    @staticmethod
    def resolve_checks(root: Any, info: Any) -> Any:
        return cells(check_list(viewer(info)))

    @staticmethod
    def resolve_scorecard(root: Any, info: Any, by: Any, filter: Any = None, window_days: int = 28) -> Any:
        wanted = input_value(EntityFilter, filter, "filter")
        field = FacetField(word_of(by))
        return cell(scorecard_get(viewer(info), by=field, filter=wanted, window_days=window_days))

    @staticmethod
    def resolve_team(root: Any, info: Any, ref: str) -> Any:
        return cell(entity_resolve(viewer(info), names=[NameInput(ref=ref, kind=Kind.TEAM)])[0])

    @staticmethod
    def resolve_person(root: Any, info: Any, ref: str) -> Any:
        return cell(entity_resolve(viewer(info), names=[NameInput(ref=ref, kind=Kind.PERSON)])[0])

    @staticmethod
    def resolve_change_set(root: Any, info: Any, id: str) -> Any:
        return cell(change_set_get(viewer(info), ids=[id])[0])

    @staticmethod
    def resolve_change_sets(
        root: Any, info: Any, first: int, states: Any = None, ref: Any = None, commands: Any = None, after: Any = None
    ) -> Any:
        wanted = [ChangeSetState(word_of(state)) for state in states or ()]
        page = change_set_list(viewer(info), states=wanted, ref=ref, commands=commands, first=first, after=after)
        return PageRoot(page, after)

    @staticmethod
    def resolve_audit_entries(root: Any, info: Any, first: int, after: Any = None, **given: Any) -> Any:
        return PageRoot(audit_entry_list(viewer(info), first=first, after=after, **given), after)

    @staticmethod
    def resolve_patches(root: Any, info: Any, refs: Any = None, change_set: Any = None) -> Any:
        return cells(patch_list(viewer(info), refs=refs, change_set=change_set))

    @staticmethod
    def resolve_tasks(root: Any, info: Any) -> Any:
        return cells(task_list(viewer(info)))
