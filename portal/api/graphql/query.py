"""The questions of GraphQL: each resolver calls one function and hands its answer on."""

from __future__ import annotations

from typing import Any

import graphene

from catalog.answers import FacetField
from catalog.errors import TooManyError
from catalog.names import Kind
from catalog.queries.entities import NameInput, entity_resolve
from catalog.queries.facets import entity_count
from catalog.queries.filters import EntityFilter
from catalog.queries.matching import COUNTED
from catalog.queries.relations import relation_list
from catalog.queries.search import EntityOrder, EntitySort, entity_search
from catalog.queries.sources import source_get, sync_get
from lineage.answers import Direction, EdgeBasis, Grain, TransformationType
from lineage.queries.code import code_get
from lineage.queries.columns import column_walk
from lineage.queries.events import event_get
from lineage.queries.runs import RunFilter, run_get, run_list
from lineage.queries.schemas import schema_compare, schema_get, schema_list
from portal.api.graphql import run_types
from portal.api.graphql import types as t
from portal.api.graphql.cells import Cell, cell, cells
from portal.api.graphql.connections import PageRoot, page_args
from portal.api.graphql.mutation import Mutation
from portal.api.graphql.node import ENTITY_TYPES, Node, viewer
from portal.api.graphql.query_forecasts import ForecastsQuery
from portal.api.graphql.query_impact import ImpactQuery
from portal.api.graphql.query_intake import IntakeQuery
from portal.api.graphql.query_lineage import LineageQuery
from portal.api.graphql.query_names import NamesQuery
from portal.api.graphql.query_owners import OwnersQuery
from portal.api.graphql.query_schemas import SchemasQuery
from portal.api.graphql.query_sources import SourcesQuery
from portal.api.graphql.shapes import DateTime, Ref, argument, enum_type, input_type, input_value, list_of, word_of
from portal.queries import viewer_get

REF = "Reference."


class SortDirection(graphene.Enum):
    """Sort direction."""

    ASC = "asc"
    DESC = "desc"

    @property
    def description(self) -> str:
        """Text of the enum and of its values."""
        return {"asc": "Smallest, earliest, A first.", "desc": "Largest, latest, Z first."}[self.value]


class EntityOrderInput(graphene.InputObjectType):
    """How to sort entities; ties are broken by ref, so the order is total."""

    class Meta:
        name = "EntityOrder"

    by = graphene.InputField(graphene.NonNull(enum_type(EntitySort)), description="By what.")
    direction = graphene.InputField(SortDirection, default_value="asc", description="Which way.")


def _entity_field(kind: Kind, text: str) -> Any:
    """dataset, job and pipeline: by OpenLineage names or by reference."""

    def resolve(root: Any, info: Any, namespace: Any = None, name: Any = None, ref: Any = None) -> Any:
        wanted = NameInput(ref=ref, namespace=namespace, name=name, kind=kind)
        return cell(entity_resolve(viewer(info), names=[wanted])[0])

    return graphene.Field(
        ENTITY_TYPES[kind],
        args={
            "namespace": argument(graphene.String, "OpenLineage namespace, exact."),
            "name": argument(graphene.String, "OpenLineage name, exact."),
            "ref": argument(Ref, REF),
        },
        description=text,
        resolver=resolve,
    )


def _nodes(who: Any, ids: list[str]) -> list[Cell | None]:
    """Cells by id, one question for each kind of id."""
    if len(ids) > 100:
        raise TooManyError.of("ids", f"{len(ids)} ids were sent; at most 100 are accepted")
    asked: dict[str, Any] = {
        "ent": lambda wanted: entity_resolve(who, names=[NameInput(id=text) for text in wanted]),
        "run": lambda wanted: [found and found.card for found in run_get(who, ids=wanted)],
        "evt": lambda wanted: [found and found.card for found in event_get(who, ids=wanted)],
        "src": lambda wanted: source_get(who, ids=wanted),
        "syn": lambda wanted: sync_get(who, ids=wanted),
    }
    values: dict[str, Any] = {}
    for prefix, ask in asked.items():
        wanted = [text for text in ids if text.startswith(f"{prefix}_")]
        values |= dict(zip(wanted, ask(wanted), strict=True)) if wanted else {}
    return cells([values.get(text) for text in ids])


class Query(
    OwnersQuery,
    ImpactQuery,
    IntakeQuery,
    LineageQuery,
    ForecastsQuery,
    NamesQuery,
    SchemasQuery,
    SourcesQuery,
    graphene.ObjectType,
):
    """Questions. A field name is the stem of the question; `get` and `list` are silent: run_get is `run`, run_list is
    `runs`. Nothing here writes."""

    node = graphene.Field(
        Node,
        id=argument(graphene.ID, "Id.", required=True),
        description="Any thing by its id; null when nothing visible has it. Cost 1.",
    )
    nodes = graphene.Field(
        graphene.NonNull(graphene.List(Node)),
        ids=argument(list_of(graphene.ID), "Ids.", required=True),
        description="Things by ids, in the order asked, null where nothing visible; at most 100. Cost 1.",
    )
    viewer = graphene.Field(graphene.NonNull(t.Viewer), description="Who is asking. Cost 0.")
    entity = graphene.Field(
        t.Entity,
        ref=argument(Ref, REF, required=True),
        description="One entity by reference; aliases of merged entities lead to the one that stayed. Null when nothing "
        "visible has it. Cost 1.",
    )
    dataset = _entity_field(Kind.DATASET, "Dataset by its OpenLineage names or by reference. Cost 1.")
    job = _entity_field(Kind.JOB, "Job by its OpenLineage names or by reference. Cost 1.")
    pipeline = _entity_field(Kind.PIPELINE, "Pipeline by its OpenLineage names or by reference. Cost 1.")
    entity_resolve = graphene.Field(
        graphene.NonNull(graphene.List(t.Entity)),
        names=argument(list_of(input_type(NameInput)), "Names.", required=True),
        description="Entities by references, ids, aliases or OpenLineage names, in the order asked, null where nothing "
        "visible; at most 100. Cost 1.",
    )
    entity_search = graphene.Field(
        graphene.NonNull(t.EntitySearchConnection),
        args=page_args(
            text=argument(graphene.String, "Words; all must match. Null or empty: all entities."),
            filter=argument(input_type(EntityFilter), "Only these."),
            order=argument(EntityOrderInput, "Sort; by relevance when absent."),
            count_limit=argument(
                graphene.Int,
                f"Matches counted at most, 1 to {COUNTED}, the default; suggestions need few and are sooner here.",
            ),
        ),
        description="Entities by text and filter, best match first. Serves the search page and the command box. Cost 5.",
    )
    entity_count = graphene.Field(
        graphene.NonNull(list_of(t.Facet)),
        by=argument(list_of(enum_type(FacetField)), "Fields.", required=True),
        text=argument(graphene.String, "Words, as in entitySearch."),
        filter=argument(input_type(EntityFilter), "Only these; a field does not filter its own facet."),
        description="Counts by field under a filter, for facets. Cost 5 for each field.",
    )
    relations = graphene.Field(
        graphene.NonNull(t.RelationConnection),
        args=page_args(
            ref=argument(Ref, REF, required=True),
            types=argument(list_of(graphene.String), "Relation types as in Backstage; all when absent."),
        ),
        description="Relations of one entity. Cost 2.",
    )
    lineage_walk = graphene.Field(
        graphene.NonNull(run_types.LineageGraph),
        refs=argument(list_of(Ref), "Starts; at most 20.", required=True),
        direction=argument(enum_type(Direction), "Which way.", default_value="both"),
        max_hops=argument(graphene.Int, "Hops, 1 to 20.", default_value=1),
        limit=argument(graphene.Int, "Most nodes, 1 to 1,000.", default_value=250),
        grain=argument(enum_type(Grain), "Nodes to keep.", default_value="full"),
        bases=argument(list_of(enum_type(EdgeBasis)), "Only edges known so; all when absent."),
        filter=argument(input_type(EntityFilter), "Only these nodes; the walk itself is not narrowed."),
        window_days=argument(graphene.Int, "Also edges seen in so many days before; 0 to 365.", default_value=0),
        as_of=argument(DateTime, "State at that instant; now when absent."),
        description="The lineage graph around some entities. Cost 10.",
    )
    column_walk = graphene.Field(
        graphene.NonNull(run_types.ColumnGraph),
        ref=argument(Ref, "Dataset.", required=True),
        columns=argument(list_of(graphene.String), "Paths; at most 100.", required=True),
        direction=argument(enum_type(Direction), "Which way.", default_value="both"),
        max_hops=argument(graphene.Int, "Hops, 1 to 10.", default_value=3),
        limit=argument(graphene.Int, "Most columns, 1 to 1,000.", default_value=250),
        transformations=argument(list_of(enum_type(TransformationType)), "Follow only such flows; all when absent."),
        as_of=argument(DateTime, "State at that instant; now when absent."),
        description="What columns are made from, and what is made from them. Cost 10.",
    )
    run = graphene.Field(
        run_types.Run,
        id=argument(graphene.ID, "Id (run_...).", required=True),
        description="One run; null when nothing visible has it. Cost 1.",
    )
    runs = graphene.Field(
        graphene.NonNull(run_types.RunConnection),
        args=page_args(
            ref=argument(Ref, "Of this job or pipeline, or that wrote this dataset."),
            run_id=argument(graphene.String, "With this OpenLineage run id."),
            filter=argument(input_type(RunFilter), "Only these."),
        ),
        description="Runs, newest first. Cost 2.",
    )
    code = graphene.Field(
        run_types.JobCode,
        ref=argument(Ref, REF, required=True),
        description="What a job runs; null when no event told of any code. Cost 1.",
    )
    schema = graphene.Field(
        run_types.SchemaVersion,
        ref=argument(Ref, REF, required=True),
        version=argument(graphene.Int, "Version, from 1; the current one when absent."),
        as_of=argument(DateTime, "In force at that instant."),
        description="Columns of a dataset; null when no schema was seen. Cost 1.",
    )
    schemas = graphene.Field(
        graphene.NonNull(run_types.SchemaVersionConnection),
        args=page_args(ref=argument(Ref, REF, required=True)),
        description="Versions of a dataset's schema, newest first. Cost 2.",
    )
    schema_compare = graphene.Field(
        graphene.NonNull(run_types.SchemaDiff),
        ref=argument(Ref, REF, required=True),
        since=argument(DateTime, "Earlier instant.", required=True),
        until=argument(DateTime, "Later instant; now when absent."),
        description="What changed in a dataset's columns between two instants, and whom it breaks. Cost 2.",
    )

    @staticmethod
    def resolve_node(root: Any, info: Any, id: str) -> Any:
        return _nodes(viewer(info), [id])[0]

    @staticmethod
    def resolve_nodes(root: Any, info: Any, ids: list[str]) -> Any:
        return _nodes(viewer(info), ids)

    @staticmethod
    def resolve_viewer(root: Any, info: Any) -> Any:
        return cell(viewer_get(viewer(info)))

    @staticmethod
    def resolve_entity(root: Any, info: Any, ref: str) -> Any:
        return cell(entity_resolve(viewer(info), names=[NameInput(ref=ref)])[0])

    @staticmethod
    def resolve_entity_resolve(root: Any, info: Any, names: list[Any]) -> Any:
        wanted = [input_value(NameInput, name, f"names[{i}]") for i, name in enumerate(names)]
        return cells(entity_resolve(viewer(info), names=wanted))

    @staticmethod
    def resolve_entity_search(
        root: Any,
        info: Any,
        first: int,
        text: Any = None,
        filter: Any = None,
        order: Any = None,
        count_limit: int | None = None,
        after: Any = None,
    ) -> Any:
        wanted = input_value(EntityFilter, filter, "filter")
        by = order and EntityOrder(by=EntitySort(word_of(order.by)), descending=word_of(order.direction) == "desc")
        page = entity_search(
            viewer(info), text=text, filter=wanted, order=by or None, count_limit=count_limit, first=first, after=after
        )
        return PageRoot(page, after)

    @staticmethod
    def resolve_entity_count(root: Any, info: Any, by: list[Any], text: Any = None, filter: Any = None) -> Any:
        wanted = input_value(EntityFilter, filter, "filter")
        fields = [FacetField(word_of(field)) for field in by]
        return cells(entity_count(viewer(info), by=fields, text=text, filter=wanted))

    @staticmethod
    def resolve_relations(root: Any, info: Any, ref: str, first: int, types: Any = None, after: Any = None) -> Any:
        return PageRoot(relation_list(viewer(info), ref=ref, types=types, first=first, after=after), after)

    @staticmethod
    def resolve_lineage_walk(root: Any, info: Any, refs: list[str], **given: Any) -> Any:
        return cell(t.walk(info, refs, given))

    @staticmethod
    def resolve_column_walk(
        root: Any, info: Any, ref: str, columns: list[str], direction: Any, transformations: Any = None, **given: Any
    ) -> Any:
        flows = [TransformationType(word_of(flow)) for flow in transformations or ()]
        way = Direction(word_of(direction))
        found = column_walk(viewer(info), ref=ref, columns=columns, direction=way, transformations=flows, **given)
        return cell(found)

    @staticmethod
    def resolve_run(root: Any, info: Any, id: str) -> Any:
        found = run_get(viewer(info), ids=[id])[0]
        return cell(found and found.card)

    @staticmethod
    def resolve_runs(
        root: Any, info: Any, first: int, ref: Any = None, run_id: Any = None, filter: Any = None, after: Any = None
    ) -> Any:
        wanted = input_value(RunFilter, filter, "filter")
        page = run_list(viewer(info), ref=ref, run_id=run_id, filter=wanted, first=first, after=after)
        return PageRoot(page, after)

    @staticmethod
    def resolve_code(root: Any, info: Any, ref: str) -> Any:
        return cell(code_get(viewer(info), refs=[ref])[0])

    @staticmethod
    def resolve_schema(root: Any, info: Any, ref: str, version: Any = None, as_of: Any = None) -> Any:
        return cell(schema_get(viewer(info), refs=[ref], version=version, as_of=as_of)[0])

    @staticmethod
    def resolve_schemas(root: Any, info: Any, ref: str, first: int, after: Any = None) -> Any:
        return PageRoot(schema_list(viewer(info), ref=ref, first=first, after=after), after)

    @staticmethod
    def resolve_schema_compare(root: Any, info: Any, ref: str, since: Any, until: Any = None) -> Any:
        return cell(schema_compare(viewer(info), ref=ref, since=since, until=until))


schema = graphene.Schema(query=Query, mutation=Mutation, types=list(ENTITY_TYPES.values()), auto_camelcase=True)
