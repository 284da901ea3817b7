"""Questions about the events that come in: the third part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from lineage.answers import WarningKind
from lineage.queries.intake import intake_list, intake_warning_list, parked_event_list
from portal.api.graphql import reports as r
from portal.api.graphql.cells import cells
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import argument, enum_type, list_of, word_of

SOURCE = "Source key."


class IntakeQuery:
    """Root fields; mixed into Query."""

    intakes = graphene.Field(
        graphene.NonNull(list_of(r.Intake)),
        description="How the events of each source come in, by key. Cost 1.",
    )
    parked_events = graphene.Field(
        graphene.NonNull(r.ParkedEventConnection),
        args=page_args(source=argument(graphene.String, SOURCE)),
        description="Events that could not be applied, those that came last first. Cost 5.",
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
    def resolve_parked_events(root: Any, info: Any, first: int, source: Any = None, after: Any = None) -> Any:
        return PageRoot(parked_event_list(viewer(info), source=source, first=first, after=after), after)

    @staticmethod
    def resolve_intake_warnings(
        root: Any, info: Any, first: int, kinds: Any = None, after: Any = None, **given: Any
    ) -> Any:
        wanted = [WarningKind(word_of(kind)) for kind in kinds or ()]
        return PageRoot(intake_warning_list(viewer(info), kinds=wanted, first=first, after=after, **given), after)
