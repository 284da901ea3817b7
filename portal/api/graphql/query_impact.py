"""Questions about what a change reaches, ways, edges, and what became different: a part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.queries.filters import EntityFilter
from lineage.answers import Direction, Grain
from lineage.queries.compare import lineage_compare
from lineage.queries.contacts import contact_list
from lineage.queries.edge_evidence import edge_get
from lineage.queries.impact import impact_list
from lineage.queries.trace import lineage_trace
from portal.api.graphql import run_types
from portal.api.graphql.cells import cell, cells
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import DateTime, Ref, argument, enum_type, input_type, input_value, list_of, word_of

_ENDS = {
    "source": argument(Ref, "Upstream end.", required=True),
    "target": argument(Ref, "Downstream end.", required=True),
}
_AS_OF = argument(DateTime, "State at that instant; now when absent.")
_AFFECTED = {
    "ref": argument(Ref, "What changes.", required=True),
    "columns": argument(list_of(graphene.String), "Paths of the columns that change; at most 100."),
    "max_hops": argument(graphene.Int, "Hops, 1 to 20; however far when absent."),
    "filter": argument(input_type(EntityFilter), "Only these; the way itself is not narrowed."),
    "as_of": _AS_OF,
}


class ImpactQuery:
    """Root fields; mixed into Query."""

    lineage_trace = graphene.Field(
        graphene.NonNull(run_types.LineageTrace),
        **_ENDS,
        limit=argument(graphene.Int, "Ways, 1 to 5.", default_value=3),
        max_hops=argument(graphene.Int, "Hops, 1 to 20.", default_value=10),
        as_of=_AS_OF,
        description="The shortest ways from an entity down to another. Cost 10.",
    )
    lineage_compare = graphene.Field(
        graphene.NonNull(run_types.LineageDiff),
        refs=argument(list_of(Ref), "Starts; at most 20.", required=True),
        since=argument(DateTime, "Earlier instant.", required=True),
        until=argument(DateTime, "Later instant; now when absent."),
        direction=argument(enum_type(Direction), "Which way.", default_value="both"),
        max_hops=argument(graphene.Int, "Hops, 1 to 20.", default_value=3),
        limit=argument(graphene.Int, "Most nodes of each instant, 1 to 1,000.", default_value=250),
        grain=argument(enum_type(Grain), "Nodes to keep.", default_value="full"),
        description="Lineage around some entities at two instants: what began, ceased, changed. Cost 20.",
    )
    edge = graphene.Field(
        run_types.EdgeDetail,
        **_ENDS,
        as_of=_AS_OF,
        description="Why an edge is, or was, there; null when nothing ever showed one. Cost 1.",
    )
    impacts = graphene.Field(
        graphene.NonNull(run_types.ImpactConnection),
        args=page_args(
            **_AFFECTED,
            direction=argument(enum_type(Direction), "Downstream or upstream.", default_value="downstream"),
        ),
        description="Everything that a change reaches, nearest first, then by tier and use. Cost 20.",
    )
    contacts = graphene.Field(
        graphene.NonNull(list_of(run_types.Contact)),
        **_AFFECTED,
        description="Teams to tell of a change, each with what it owns of all that is reached. Cost 20.",
    )

    @staticmethod
    def resolve_lineage_trace(root: Any, info: Any, **given: Any) -> Any:
        return cell(lineage_trace(viewer(info), **given))

    @staticmethod
    def resolve_lineage_compare(root: Any, info: Any, direction: Any, grain: Any, **given: Any) -> Any:
        way, kept = Direction(word_of(direction)), Grain(word_of(grain))
        return cell(lineage_compare(viewer(info), direction=way, grain=kept, **given))

    @staticmethod
    def resolve_edge(root: Any, info: Any, **given: Any) -> Any:
        return cell(edge_get(viewer(info), **given))

    @staticmethod
    def resolve_impacts(root: Any, info: Any, direction: Any, filter: Any = None, **given: Any) -> Any:
        wanted, way = input_value(EntityFilter, filter, "filter"), Direction(word_of(direction))
        return PageRoot(impact_list(viewer(info), filter=wanted, direction=way, **given), given.get("after"))

    @staticmethod
    def resolve_contacts(root: Any, info: Any, filter: Any = None, **given: Any) -> Any:
        wanted = input_value(EntityFilter, filter, "filter")
        return cells(contact_list(viewer(info), filter=wanted, **given))
