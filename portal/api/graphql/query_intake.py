"""Questions about the events that come in: the third part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from lineage.answers import EventState, WarningKind
from lineage.queries.events import event_get, event_list
from lineage.queries.intake import intake_list, intake_warning_list
from lineage.queries.runs import TimeFilter
from portal.api.graphql import reports as r
from portal.api.graphql.cells import cell, cells
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import Ref, argument, enum_type, input_type, input_value, list_of, word_of

SOURCE = "Source key."


class IntakeQuery:
    """Root fields; mixed into Query."""

    intakes = graphene.Field(
        graphene.NonNull(list_of(r.Intake)),
        description="How the events of each source come in, by key. Cost 1.",
    )
    event = graphene.Field(
        r.Event,
        id=argument(graphene.ID, "Id (evt_...).", required=True),
        description="One event as it came; null when nothing visible has it. Cost 1.",
    )
    events = graphene.Field(
        graphene.NonNull(r.EventConnection),
        args=page_args(
            states=argument(list_of(enum_type(EventState)), "States; all when absent."),
            source=argument(graphene.String, SOURCE),
            ref=argument(Ref, "Of runs of this job or pipeline, or that read or wrote this dataset."),
            run_id=argument(graphene.String, "Of this OpenLineage run id."),
            received_at=argument(input_type(TimeFilter), "Stored in."),
        ),
        description="Events as they came, those that came last first. Cost 5.",
    )
    intake_warnings = graphene.Field(
        graphene.NonNull(r.IntakeWarningConnection),
        args=page_args(
            source=argument(graphene.String, SOURCE),
            producer=argument(graphene.String, "Of this producer."),
            kinds=argument(list_of(enum_type(WarningKind)), "Kinds."),
        ),
        description="What was wrong with the events of each producer, what was seen last first. Cost 2.",
    )

    @staticmethod
    def resolve_intakes(root: Any, info: Any) -> Any:
        return cells(intake_list(viewer(info)))

    @staticmethod
    def resolve_event(root: Any, info: Any, id: str) -> Any:
        found = event_get(viewer(info), ids=[id])[0]
        return cell(found and found.card)

    @staticmethod
    def resolve_events(
        root: Any, info: Any, first: int, states: Any = None, received_at: Any = None, after: Any = None, **given: Any
    ) -> Any:
        wanted = [EventState(word_of(state)) for state in states or ()]
        span = input_value(TimeFilter, received_at, "receivedAt")
        page = event_list(viewer(info), states=wanted, received_at=span, first=first, after=after, **given)
        return PageRoot(page, after)

    @staticmethod
    def resolve_intake_warnings(
        root: Any, info: Any, first: int, kinds: Any = None, after: Any = None, **given: Any
    ) -> Any:
        wanted = [WarningKind(word_of(kind)) for kind in kinds or ()]
        return PageRoot(intake_warning_list(viewer(info), kinds=wanted, first=first, after=after, **given), after)
