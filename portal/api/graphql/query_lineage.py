"""Questions about the order of jobs and the life of datasets: a part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from lineage.queries.control_flow import control_flow_get
from lineage.queries.entity_facets import facets_get
from lineage.queries.existence import existence_get
from portal.api.graphql import run_types
from portal.api.graphql.cells import cell
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import Ref, argument


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

    @staticmethod
    def resolve_facets(root: Any, info: Any, ref: str) -> Any:
        return cell(facets_get(viewer(info), refs=[ref])[0])

    @staticmethod
    def resolve_control_flow(root: Any, info: Any, ref: str) -> Any:
        return cell(control_flow_get(viewer(info), refs=[ref])[0])

    @staticmethod
    def resolve_existence(root: Any, info: Any, ref: str) -> Any:
        return cell(existence_get(viewer(info), refs=[ref])[0])
