"""Questions about schemas that are only proposed: a part of the Query type."""

from __future__ import annotations

from typing import Any

import graphene

from lineage.answers import ColumnInput
from lineage.queries.schema_check import schema_check
from portal.api.graphql import run_types
from portal.api.graphql.cells import cell
from portal.api.graphql.node import viewer
from portal.api.graphql.shapes import Ref, argument, input_type, input_value, list_of


class SchemasQuery:
    """Root fields; mixed into Query."""

    schema_check = graphene.Field(
        graphene.NonNull(run_types.SchemaVerdict),
        ref=argument(Ref, "Reference.", required=True),
        columns=argument(
            list_of(input_type(ColumnInput)), "All columns as they will be; at most 5,000.", required=True
        ),
        commit=argument(graphene.String, "Commit the proposal is in."),
        max_hops=argument(graphene.Int, "Hops looked at, 1 to 10.", default_value=6),
        description="Whom a proposed schema breaks, column by column. Cost 20.",
    )

    @staticmethod
    def resolve_schema_check(
        root: Any, info: Any, ref: str, columns: Any, commit: str | None = None, max_hops: int = 6
    ) -> Any:
        wanted = [input_value(ColumnInput, column, f"columns[{place}]") for place, column in enumerate(columns)]
        return cell(schema_check(viewer(info), ref=ref, columns=wanted, commit=commit, max_hops=max_hops))
