"""Questions about reach, the order of jobs and the life of datasets: a part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.queries.filters import EntityFilter
from lineage.answers import Direction, OrphanKind, ReachField
from lineage.queries.column_search import column_search
from lineage.queries.control_flow import control_flow_get
from lineage.queries.cycles import cycle_list
from lineage.queries.degrees import hub_list, orphan_list
from lineage.queries.entity_facets import facets_get
from lineage.queries.existence import existence_get
from lineage.queries.reach import BY, lineage_count
from portal.api.graphql import run_types
from portal.api.graphql.cells import cell, cells
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import DateTime, Ref, argument, enum_type, input_type, input_value, list_of, word_of


class LineageQuery:
    """Root fields; mixed into Query."""

    control_flow = graphene.Field(
        graphene.NonNull(run_types.ControlFlow),
        ref=argument(Ref, "Reference.", required=True),
        description="Which jobs go before and after one; never data lineage. Cost 1.",
    )
    existence = graphene.Field(
        graphene.NonNull(run_types.Existence),
        ref=argument(Ref, "Reference.", required=True),
        description="Whether a dataset is there, and what happened to it. Cost 1.",
    )
    facets = graphene.Field(
        graphene.NonNull(run_types.EntityFacets),
        ref=argument(Ref, "Reference.", required=True),
        description="What producers last said of a dataset or job, in their own words. Cost 1.",
    )

    lineage_count = graphene.Field(
        graphene.NonNull(run_types.Reach),
        refs=argument(list_of(Ref), "Starts; at most 20.", required=True),
        direction=argument(enum_type(Direction), "Upstream or downstream.", default_value="downstream"),
        by=argument(list_of(enum_type(ReachField)), "Fields to count by; kind, owner and tier when absent."),
        max_hops=argument(graphene.Int, "Hops, 1 to 20; however far when absent."),
        as_of=argument(DateTime, "State at that instant; now when absent."),
        description="Everything upstream or downstream, counted and never cut. Cost 10.",
    )
    cycles = graphene.Field(
        graphene.NonNull(run_types.CycleReport),
        smallest=argument(
            graphene.Int, "Only cycles of so many nodes; a job that reads what it writes is two.", default_value=3
        ),
        limit=argument(graphene.Int, "Most cycles, 1 to 500.", default_value=100),
        description="Cycles of the whole graph. Cost 50.",
    )
    orphans = graphene.Field(
        graphene.NonNull(run_types.OrphanConnection),
        args=page_args(
            kinds=argument(list_of(enum_type(OrphanKind)), "Only these; all when absent."),
            filter=argument(input_type(EntityFilter), "Only these datasets."),
        ),
        description="Datasets that nothing reads or writes. Cost 10.",
    )
    hubs = graphene.Field(
        graphene.NonNull(list_of(run_types.Hub)),
        direction=argument(enum_type(Direction), "Which neighbours count.", default_value="downstream"),
        filter=argument(input_type(EntityFilter), "Only these."),
        limit=argument(graphene.Int, "How many, 1 to 100.", default_value=20),
        description="What has the most direct neighbours. Cost 10.",
    )
    column_search = graphene.Field(
        graphene.NonNull(run_types.ColumnHitConnection),
        args=page_args(
            text=argument(graphene.String, "Words of a path, or of the name of its dataset.", required=True),
            filter=argument(input_type(EntityFilter), "In these datasets."),
        ),
        description="Columns by words, in the most used datasets first. Cost 5.",
    )

    @staticmethod
    def resolve_lineage_count(
        root: Any, info: Any, refs: list[str], direction: Any, by: Any = None, **given: Any
    ) -> Any:
        fields = [ReachField(word_of(field)) for field in by] if by else BY
        way = Direction(word_of(direction))
        return cell(lineage_count(viewer(info), refs=refs, direction=way, by=fields, **given))

    @staticmethod
    def resolve_cycles(root: Any, info: Any, **given: Any) -> Any:
        return cell(cycle_list(viewer(info), **given))

    @staticmethod
    def resolve_orphans(
        root: Any, info: Any, first: int, kinds: Any = None, filter: Any = None, after: Any = None
    ) -> Any:
        wanted = [OrphanKind(word_of(kind)) for kind in kinds or ()]
        entities = input_value(EntityFilter, filter, "filter")
        return PageRoot(orphan_list(viewer(info), kinds=wanted, filter=entities, first=first, after=after), after)

    @staticmethod
    def resolve_hubs(root: Any, info: Any, direction: Any, limit: int, filter: Any = None) -> Any:
        way, wanted = Direction(word_of(direction)), input_value(EntityFilter, filter, "filter")
        return cells(hub_list(viewer(info), direction=way, filter=wanted, limit=limit))

    @staticmethod
    def resolve_column_search(
        root: Any, info: Any, text: str, first: int, filter: Any = None, after: Any = None
    ) -> Any:
        wanted = input_value(EntityFilter, filter, "filter")
        return PageRoot(column_search(viewer(info), text=text, filter=wanted, first=first, after=after), after)

    @staticmethod
    def resolve_facets(root: Any, info: Any, ref: str) -> Any:
        return cell(facets_get(viewer(info), refs=[ref])[0])

    @staticmethod
    def resolve_control_flow(root: Any, info: Any, ref: str) -> Any:
        return cell(control_flow_get(viewer(info), refs=[ref])[0])

    @staticmethod
    def resolve_existence(root: Any, info: Any, ref: str) -> Any:
        return cell(existence_get(viewer(info), refs=[ref])[0])
