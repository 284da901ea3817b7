"""The object types of the door: entities of 13 kinds, runs, lineage, sources, and the connections between them."""

from __future__ import annotations

from typing import Any

import graphene

from catalog import answers as c
from catalog.names import Kind
from catalog.queries.entities import NameInput, entity_get, entity_resolve
from catalog.queries.filters import EntityFilter
from catalog.queries.health import health_get
from catalog.queries.ownership import ownership_get
from catalog.queries.relations import relation_list
from catalog.queries.search import entity_search
from catalog.queries.teams import person_get, team_get
from lineage import answers as lin
from lineage.queries.control_flow import control_flow_get
from lineage.queries.existence import existence_get
from lineage.queries.graph import OUTLINE, lineage_walk
from lineage.queries.runs import RunFilter, run_list
from lineage.queries.schemas import schema_get
from portal.api.graphql import reports
from portal.api.graphql.cells import Cell, Level
from portal.api.graphql.connections import PageRoot, connection_type, page_args
from portal.api.graphql.node import ENTITY_TYPES, Node, concrete_type, fields_below, only_alone, viewer
from portal.api.graphql.run_types import ControlFlow, Existence, LineageGraph, RunConnection, SchemaVersion
from portal.api.graphql.shapes import (
    DateTime,
    answer_fields,
    enum_type,
    input_type,
    input_value,
    object_type,
    register,
)


def _score(root: Any, info: Any) -> float:
    return float(root[0].value.score)


EntitySearchConnection = connection_type(
    "EntitySearch",
    lambda: Entity,
    "entities found",
    node_of="card",
    edge_fields={
        "score": graphene.Field(
            graphene.NonNull(graphene.Float),
            description="Match, 0 to 1, comparable inside one answer.",
            resolver=_score,
        ),
        "matched_field": graphene.Field(
            graphene.String,
            description="Field that has most of the words: ref, title, name, tag, term, owner, system, domain, parent, "
            "platform, type, kind, alias, description or column; null without a text.",
            resolver=lambda r, i: r[0].value.matched_field,
        ),
        "snippet": graphene.Field(
            graphene.String,
            description="Plain text of that field, each word that was looked for between U+2068 and U+2069.",
            resolver=lambda r, i: r[0].value.snippet,
        ),
    },
)
EntityConnection = connection_type("Entity", lambda: Entity, "entities", node_of="card")
RelationConnection = connection_type("Relation", lambda: Relation, "relations")
SourceConnection = connection_type("Source", lambda: Source, "sources")
SyncConnection = connection_type("Sync", lambda: Sync, "syncs")
SyncChangeConnection = connection_type("SyncChange", lambda: SyncChange, "changes")
IssueConnection = connection_type("Issue", lambda: Issue, "issues")


# --- entities -------------------------------------------------------------------------------------------------------


def _detail(root: Cell, info: Any) -> Any:
    who = viewer(info)
    return root.deep("detail", lambda cards: entity_get(who, names=[NameInput(ref=card.ref) for card in cards]))


def _relations(root: Cell, info: Any, first: int, types: Any = None, after: Any = None) -> Any:
    only_alone(root, "relations")
    page = relation_list(viewer(info), ref=root.value.ref, types=types, first=first, after=after)
    return PageRoot(page, after)


def _schema(root: Cell, info: Any, as_of: Any = None) -> Any:
    who = viewer(info)
    return root.deep(("schema", as_of), lambda cards: schema_get(who, refs=[card.ref for card in cards], as_of=as_of))


def _control_flow(root: Cell, info: Any) -> Any:
    who = viewer(info)
    return root.deep("control_flow", lambda cards: control_flow_get(who, refs=[card.ref for card in cards]))


def _existence(root: Cell, info: Any) -> Any:
    who = viewer(info)
    return root.deep("existence", lambda cards: existence_get(who, refs=[card.ref for card in cards]))


def _runs(root: Cell, info: Any, first: int, filter: Any = None, after: Any = None) -> Any:
    only_alone(root, "runs")
    wanted = input_value(RunFilter, filter, "filter")
    return PageRoot(run_list(viewer(info), ref=root.value.ref, filter=wanted, first=first, after=after), after)


def _jobs(root: Cell, info: Any, first: int, after: Any = None) -> Any:
    only_alone(root, "jobs")
    wanted = EntityFilter(pipelines=(root.value.ref,), kinds=(Kind.JOB,))
    return PageRoot(entity_search(viewer(info), filter=wanted, first=first, after=after), after)


def _lineage(root: Cell, info: Any, **given: Any) -> Any:
    only_alone(root, "lineage")
    return Cell(Level([walk(info, [root.value.ref], given)], in_list=False), 0)


def walk(info: Any, refs: list[str], given: dict[str, Any]) -> Any:
    """lineage_walk with the arguments as graphene hands them over, fetching no more than is selected."""
    words = {"direction": lin.Direction, "grain": lin.Grain}
    values = {key: value for key, value in given.items() if value is not None}
    for key, word in words.items():
        if key in values:
            values[key] = word(getattr(values[key], "value", values[key]))
    if "bases" in values:
        values["bases"] = [lin.EdgeBasis(getattr(basis, "value", basis)) for basis in values["bases"]]
    if "filter" in values:
        values["filter"] = input_value(EntityFilter, values["filter"], "filter")
    proofs = not fields_below(info, "edges") <= {*OUTLINE, "__typename"}
    runs = not fields_below(info, "nodes").isdisjoint({"lastRunState", "lastRunAt"})
    return lineage_walk(viewer(info), refs=refs, proofs=proofs, runs=runs, **values)


def _ownership(root: Cell, info: Any, as_of: Any = None) -> Any:
    who = viewer(info)
    return root.deep(
        ("ownership", as_of), lambda cards: ownership_get(who, refs=[card.ref for card in cards], as_of=as_of)
    )


def _health(root: Cell, info: Any, as_of: Any = None) -> Any:
    who = viewer(info)
    return root.deep(("health", as_of), lambda cards: health_get(who, refs=[card.ref for card in cards], as_of=as_of))


_AS_OF = graphene.Argument(DateTime, description="At that instant; now when absent.")
_SKIPPED = frozenset({"parent"})
_entity_deep = {
    "ownership": graphene.Field(
        graphene.NonNull(reports.OwnershipReport),
        as_of=_AS_OF,
        description="Who owns it, and why. Deep.",
        resolver=_ownership,
    ),
    "health": graphene.Field(
        graphene.NonNull(reports.HealthReport),
        as_of=_AS_OF,
        description="Its health, and why. Deep.",
        resolver=_health,
    ),
    "detail": graphene.Field(
        lambda: graphene.NonNull(EntityDetail),
        description="Description, links, aliases, provenance, descriptor. Deep.",
        resolver=_detail,
    ),
    "relations": graphene.Field(
        graphene.NonNull(RelationConnection),
        args=page_args(
            types=graphene.Argument(
                graphene.List(graphene.NonNull(graphene.String)),
                description="Relation types as in Backstage; all when absent.",
            )
        ),
        description="Its relations by type and target. Deep; refused inside lists.",
        resolver=_relations,
    ),
}
Entity: Any = type(
    "Entity",
    (graphene.Interface,),
    {
        "__doc__": "One thing in the catalog, of any kind.",
        **answer_fields(c.EntityCard, skip=_SKIPPED),
        **_entity_deep,
        "Meta": type("Meta", (), {"interfaces": (Node,), "description": "One thing in the catalog, of any kind."}),
        "resolve_type": classmethod(lambda cls, instance, info: concrete_type(instance)),
    },
)
register(c.EntityCard, Entity)

_runs_field = graphene.Field(
    graphene.NonNull(RunConnection),
    args=page_args(filter=graphene.Argument(input_type(RunFilter), description="Only these runs.")),
    description="Its runs, or those that wrote it, newest first. Deep; refused inside lists.",
    resolver=_runs,
)
_lineage_field = graphene.Field(
    lambda: graphene.NonNull(LineageGraph),
    args={
        "direction": graphene.Argument(enum_type(lin.Direction), default_value="both", description="Which way."),
        "max_hops": graphene.Argument(graphene.Int, default_value=1, description="Hops, 1 to 20."),
        "limit": graphene.Argument(graphene.Int, default_value=250, description="Most nodes, 1 to 1,000."),
        "grain": graphene.Argument(enum_type(lin.Grain), default_value="full", description="Nodes to keep."),
        "as_of": graphene.Argument(DateTime, description="State at that instant; now when absent."),
    },
    description="Lineage around it, as lineageWalk answers. Refused inside lists.",
    resolver=_lineage,
)
_schema_field = graphene.Field(
    lambda: SchemaVersion,
    args={"as_of": graphene.Argument(DateTime, description="State at that instant; now when absent.")},
    description="Columns now or at an instant. Null when no schema was ever seen. Deep.",
    resolver=_schema,
)


_control_flow_field = graphene.Field(
    lambda: graphene.NonNull(ControlFlow),
    description="Which jobs go before and after it; never data lineage. Deep.",
    resolver=_control_flow,
)
_existence_field = graphene.Field(
    lambda: graphene.NonNull(Existence),
    description="Whether it is there, and what happened to it. Deep.",
    resolver=_existence,
)


def _parent_field(text: str) -> Any:
    return graphene.Field(lambda: EntityLink, description=text, resolver=lambda root, info: root.field("parent"))


def _team_field(kind: Any, name: str, text: str) -> Any:
    """A part of team_get, asked once for all parts; its figures cost too much for lists."""

    def resolve(root: Cell, info: Any) -> Any:
        only_alone(root, name)
        who = viewer(info)
        found = root.deep("team", lambda cards: team_get(who, refs=[card.ref for card in cards]))
        return found and found.field(name)

    return graphene.Field(lambda: graphene.NonNull(kind()), description=text, resolver=resolve)


def _person_field(kind: Any, name: str, text: str) -> Any:
    """A part of person_get, asked once for all parts; refused inside lists."""

    def resolve(root: Cell, info: Any) -> Any:
        only_alone(root, name)
        who = viewer(info)
        found = root.deep("person", lambda cards: person_get(who, refs=[card.ref for card in cards]))
        return found and found.field(name)

    return graphene.Field(kind, description=text, resolver=resolve)


_KINDS: dict[Kind, tuple[str, str, dict[str, Any]]] = {
    Kind.DATASET: (
        "Dataset",
        "Data that can be read: table, view, topic, file set.",
        {"schema": _schema_field, "existence": _existence_field, "runs": _runs_field, "lineage": _lineage_field},
    ),
    Kind.DASHBOARD: ("Dashboard", "Dashboard or report that reads data.", {"lineage": _lineage_field}),
    Kind.MODEL: ("Model", "Machine learning model.", {"runs": _runs_field, "lineage": _lineage_field}),
    Kind.PIPELINE: (
        "Pipeline",
        "Scheduled group of jobs, such as a DAG.",
        {
            "jobs": graphene.Field(
                graphene.NonNull(EntityConnection),
                args=page_args(),
                description="Its jobs. Deep; refused inside lists.",
                resolver=_jobs,
            ),
            "control_flow": _control_flow_field,
            "runs": _runs_field,
            "lineage": _lineage_field,
        },
    ),
    Kind.JOB: (
        "Job",
        "One step that reads and writes data.",
        {
            "pipeline": _parent_field("Pipeline it belongs to; null for a job of its own."),
            "control_flow": _control_flow_field,
            "runs": _runs_field,
            "lineage": _lineage_field,
        },
    ),
    Kind.COMPONENT: ("Component", "Software component.", {}),
    Kind.API: ("Api", "Interface between components.", {}),
    Kind.RESOURCE: ("Resource", "Resource that is no dataset, such as a bucket or a queue server.", {}),
    Kind.SYSTEM: ("System", "Group of entities that work together.", {}),
    Kind.DOMAIN: ("Domain", "Business area: a group of systems.", {}),
    Kind.TEAM: (
        "Team",
        "Group of people; the only kind that can be accountable.",
        {
            "parent": _parent_field("Team above it."),
            "report": _team_field(
                lambda: reports.TeamReport,
                "report",
                "Figures of what it owns, with teams below. Deep; refused inside lists.",
            ),
            "members": _team_field(
                lambda: graphene.List(graphene.NonNull(reports.Membership)),
                "members",
                "People in it now, leads first; at most 500. Deep; refused inside lists.",
            ),
            "children": _team_field(
                lambda: graphene.List(graphene.NonNull(EntityLink)),
                "children",
                "Teams below it; at most 200. Deep; refused inside lists.",
            ),
        },
    ),
    Kind.PERSON: (
        "Person",
        "One person.",
        {
            "email": _person_field(
                lambda: graphene.String, "email", "Mail address; null when unknown. Deep; not in lists."
            ),
            "teams": _person_field(
                lambda: graphene.NonNull(graphene.List(graphene.NonNull(reports.Membership))),
                "teams",
                "Teams of the person, now and before, newest first; at most 50. Deep; refused inside lists.",
            ),
        },
    ),
    Kind.OTHER: ("Other", "Kind without a type of its own, such as a location or a custom kind.", {}),
}
ENTITY_TYPES |= {
    kind: type(
        name,
        (graphene.ObjectType,),
        {
            **answer_fields(c.EntityCard, skip=_SKIPPED),
            **_entity_deep,
            **extra,
            "Meta": type("Meta", (), {"interfaces": (Node, Entity), "description": text}),
        },
    )
    for kind, (name, text, extra) in _KINDS.items()
}


def _linked(root: Cell, info: Any) -> Any:
    if not root.value.exists:
        return None
    who = viewer(info)
    return root.deep("entity", lambda links: entity_resolve(who, names=[NameInput(ref=link.ref) for link in links]))


EntityLink: Any = object_type(
    c.EntityLink,
    extra={
        "entity": graphene.Field(
            Entity, description="The entity itself; null when exists is false. Deep.", resolver=_linked
        )
    },
)
Link: Any = object_type(c.Link)
GlossaryTerm: Any = object_type(c.GlossaryTerm)
KeyValue: Any = object_type(c.KeyValue)
Alias: Any = object_type(c.Alias)
FieldProvenance: Any = object_type(c.FieldProvenance)
Issue: Any = object_type(c.Issue, interfaces=(Node,))
EntityDetail: Any = object_type(c.EntityDetail, skip=frozenset({"card"}))
FacetValue: Any = object_type(c.FacetValue)
Facet: Any = object_type(c.Facet)
Relation: Any = object_type(c.Relation)
Approval: Any = object_type(c.Approval)
SyncPlan: Any = object_type(c.SyncPlan)
Sync: Any = object_type(c.SyncCard, interfaces=(Node,))
FieldChange: Any = object_type(c.FieldChange)
SyncChange: Any = object_type(c.SyncChange)
Source: Any = object_type(c.SourceCard, interfaces=(Node,))
Viewer: Any = object_type(
    c.ViewerCard,
    extra={
        "person": graphene.Field(
            ENTITY_TYPES[Kind.PERSON],
            description="Person; null for a token.",
            resolver=lambda root, info: root.field("person"),
        )
    },
    skip=frozenset({"person"}),
)
