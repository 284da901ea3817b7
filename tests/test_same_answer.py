"""One question, one answer: through the function, REST, GraphQL and Backstage, whoever asks (threats T3 and T4)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_type_hints
from urllib.parse import quote, urlencode

import orjson
import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator

from catalog import answers as c
from catalog.database import rows
from catalog.errors import HeadwaterError, NotFoundError
from catalog.names import Kind
from catalog.paging import Page
from catalog.queries.change_sets import audit_entry_list, change_set_get, change_set_list
from catalog.queries.descriptor_filters import Has
from catalog.queries.descriptors import (
    DescriptorSearch,
    descriptor_facets,
    descriptor_query,
    descriptors_by_refs,
)
from catalog.queries.entities import NameInput, entity_get, entity_resolve
from catalog.queries.facets import entity_count
from catalog.queries.filters import EntityFilter
from catalog.queries.health import check_list, health_get
from catalog.queries.issues import issue_list
from catalog.queries.ownership import ownership_get, ownership_period_list
from catalog.queries.patches import patch_list
from catalog.queries.relations import relation_list
from catalog.queries.scorecard import scorecard_get
from catalog.queries.search import EntityOrder, EntitySort, entity_search
from catalog.queries.sources import source_get, source_list, sync_get, sync_list
from catalog.queries.sync_changes import sync_change_list
from catalog.queries.teams import person_get, team_get
from catalog.variants import VariantKind
from lineage import answers as lin
from lineage.queries.code import code_get
from lineage.queries.column_search import column_search
from lineage.queries.columns import column_walk
from lineage.queries.compare import lineage_compare
from lineage.queries.contacts import contact_list
from lineage.queries.control_flow import control_flow_get
from lineage.queries.critical_path import critical_path_get
from lineage.queries.cycles import cycle_list
from lineage.queries.deadlines import deadline_list
from lineage.queries.degrees import hub_list, orphan_list
from lineage.queries.edge_evidence import edge_get
from lineage.queries.entity_facets import facets_get
from lineage.queries.events import event_get, event_list
from lineage.queries.existence import existence_get
from lineage.queries.forecast import delay_list
from lineage.queries.graph import HIDDEN, lineage_walk
from lineage.queries.impact import impact_list
from lineage.queries.intake import intake_list, intake_warning_list
from lineage.queries.reach import lineage_count
from lineage.queries.root_cause import cause_list
from lineage.queries.runs import RunFilter, TimeFilter, run_get, run_list
from lineage.queries.schema_check import schema_check
from lineage.queries.schemas import schema_compare, schema_get, schema_list
from lineage.queries.timelines import timeline_list
from lineage.queries.trace import lineage_trace
from lineage.queries.variants import variant_list
from portal.api.commands import COMMANDS
from portal.api.graphql.query import schema
from portal.queries import task_list, viewer_get
from tests import estate as e

ORDERS = "resource:default/orders"
HIDDEN_REF = f"resource:default/{e.CANARY}"
TOTALS = "resource:postgres-db-5432/totals"
NIGHTLY = "component:scheduler/nightly"
# They count from now, or are random on purpose.
VOLATILE = frozenset({"lag_seconds", "as_of", "backlog_seconds", "age_seconds"})
ASKERS = ("admin", "editor", "viewer", "reader", "anonymous")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One way to ask one question at every door."""

    stem: str
    ask: Callable[..., Any]
    path: str
    graphql: str
    answer: type
    many: bool = False
    page: bool = False
    body: Any = None
    deep: str = ""
    parts: str = ""
    skip: frozenset[str] = frozenset()
    args: dict[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The GraphQL document, with every plain field of the answer."""
        if self.deep:  # the card, and the rest of it in a deep field
            card = e.selection(c.EntityCard if self.answer is c.EntityDetail else lin.RunCard)
            rest = e.selection(self.answer, frozenset({"card"}))
            return f"{{ q: {self.graphql} {card[:-2]} {self.deep} {rest} }} }}"
        if self.parts:  # the card, and each part of the rest as a field of its own
            card = e.selection(get_type_hints(self.answer)["card"])
            return f"{{ q: {self.graphql} {card[:-2]} {e.parts(self.answer, self.parts)} }} }}"
        if self.answer is c.EntityHit:
            node = f"edges {{ score matchedField snippet node {e.selection(c.EntityCard)} }}"
        else:
            node = f"nodes {e.selection(self.answer)}" if self.page else ""
        if self.page:
            return f"{{ q: {self.graphql} {{ {node} pageInfo {{ hasNextPage }} totalCount totalCountState }} }}"
        return f"{{ q: {self.graphql} {e.selection(self.answer)} }}"


def _id(table: str, where: str = "TRUE") -> str:
    prefix = {"lineage_run": "run", "catalog_source": "src", "catalog_sync": "syn", "catalog_entity": "ent"}[table]
    column = "id" if table == "lineage_run" else "uid"
    return f"{prefix}_{rows(f'SELECT {column} FROM {table} WHERE {where} ORDER BY 1 LIMIT 1')[0][0]}"


def quoted(text: str) -> str:
    """A literal of GraphQL."""
    return f'"{text}"'


def _first(answers: tuple) -> Any:
    return answers[0]


def _get(stem: str, names: NameInput, path: str, graphql: str) -> Question:
    return Question(
        stem=stem,
        ask=lambda viewer: _first(entity_get(viewer, names=[names])),
        path=path,
        graphql=graphql,
        answer=c.EntityDetail,
        deep="detail",
        skip=frozenset({"parent"}),
    )


def _entities() -> list[Question]:
    refs = [ORDERS, HIDDEN_REF, "resource:default/report", "resource:default/absent", "component:default/app"]
    wanted = "{kinds: [DATASET, DASHBOARD]}"
    order = EntityOrder(by=EntitySort.NAME, descending=True)
    named = f'namespace: "{e.NAMESPACE}", name: "orders"'
    fields = [word for word in c.FacetField if word is not c.FacetField.SOURCE]
    return [
        _get("entity_get", NameInput(ref=ORDERS), "/entities/resource/default/orders", f'entity(ref: "{ORDERS}")'),
        _get(
            "entity_get",
            NameInput(ref="resource:default/report"),
            "/entities/resource/default/report",
            'entity(ref: "resource:default/report")',
        ),
        _get(
            "entity_get",
            NameInput(ref="component:default/app"),
            "/entities/component/default/app",
            'entity(ref: "component:default/app")',
        ),
        _get(
            "entity_get",
            NameInput(ref=HIDDEN_REF),
            f"/entities/resource/default/{e.CANARY}",
            f'entity(ref: "{HIDDEN_REF}")',
        ),
        _get(
            "entity_get",
            NameInput(namespace=e.NAMESPACE, name="orders", kind=Kind.DATASET),
            f"/entities/by-name?{urlencode({'namespace': e.NAMESPACE, 'name': 'orders', 'kind': 'dataset'})}",
            f"dataset({named})",
        ),
        Question(
            stem="entity_resolve",
            ask=lambda viewer: entity_resolve(viewer, names=[NameInput(ref=ref) for ref in refs]),
            path="/entities/resolve",
            body={"names": [{"ref": ref} for ref in refs]},
            graphql="entityResolve(names: [" + ", ".join(f'{{ref: "{ref}"}}' for ref in refs) + "])",
            answer=c.EntityCard,
            many=True,
            skip=frozenset({"parent"}),
        ),
        *(
            Question(
                stem="entity_search",
                ask=lambda viewer, text=text: entity_search(viewer, text=text, first=50),
                path=f"/entities/search?first=50&text={text}",
                graphql=f'entitySearch(first: 50, text: "{text}")',
                answer=c.EntityHit,
                page=True,
                skip=frozenset({"parent"}),
            )
            for text in ("", "ord", "shop")
        ),
        Question(
            stem="entity_search",
            ask=lambda viewer: entity_search(
                viewer, filter=EntityFilter(kinds=(Kind.DATASET, Kind.DASHBOARD)), order=order, first=3
            ),
            path="/entities/search?first=3&sort=-name&filter.kinds=dataset,dashboard",
            graphql=f"entitySearch(first: 3, filter: {wanted}, order: {{by: NAME, direction: DESC}})",
            answer=c.EntityHit,
            page=True,
            skip=frozenset({"parent"}),
        ),
        *(
            Question(
                stem="entity_count",
                ask=lambda viewer, by=by: entity_count(viewer, by=by),
                path=f"/entities/count?by={','.join(by)}",
                graphql=f"entityCount(by: [{', '.join(word.name for word in by)}])",
                answer=c.Facet,
                many=True,
            )
            for by in (fields[:7], fields[7:])
        ),
        Question(
            stem="entity_count",
            ask=lambda viewer: entity_count(viewer, by=[c.FacetField.SOURCE], text="o"),
            path="/entities/count?by=source&text=o",
            graphql='entityCount(by: [SOURCE], text: "o")',
            answer=c.Facet,
            many=True,
        ),
        *(
            Question(
                stem="relation_list",
                ask=lambda viewer, ref=ref: relation_list(viewer, ref=ref, first=50),
                path=f"/relations?first=50&ref={ref}",
                graphql=f'relations(ref: "{ref}", first: 50)',
                answer=c.Relation,
                page=True,
            )
            for ref in ("component:default/app", e.OWNER, "system:default/shop", "resource:default/report")
        ),
    ]


def _lineage() -> list[Question]:
    walks = [
        ({"refs": [ORDERS]}, f'refs: ["{ORDERS}"]', f"refs={ORDERS}"),
        (
            {"refs": [ORDERS], "max_hops": 5, "direction": lin.Direction.DOWNSTREAM, "grain": lin.Grain.DATASET},
            f'refs: ["{ORDERS}"], maxHops: 5, direction: DOWNSTREAM, grain: DATASET',
            f"refs={ORDERS}&max_hops=5&direction=downstream&grain=dataset",
        ),
        (
            {"refs": [NIGHTLY], "max_hops": 3, "grain": lin.Grain.PIPELINE},
            f'refs: ["{NIGHTLY}"], maxHops: 3, grain: PIPELINE',
            f"refs={NIGHTLY}&max_hops=3&grain=pipeline",
        ),
        (
            {"refs": [TOTALS, ORDERS], "max_hops": 2, "grain": lin.Grain.JOB, "limit": 3},
            f'refs: ["{TOTALS}", "{ORDERS}"], maxHops: 2, grain: JOB, limit: 3',
            f"refs={TOTALS},{ORDERS}&max_hops=2&grain=job&limit=3",
        ),
        ({"refs": [HIDDEN_REF]}, f'refs: ["{HIDDEN_REF}"]', f"refs={HIDDEN_REF}"),
    ]
    found = [
        Question(
            stem="lineage_walk",
            ask=lambda viewer, args=args: lineage_walk(viewer, **args),
            path=f"/lineage/walk?{query}",
            graphql=f"lineageWalk({literal})",
            answer=lin.LineageGraph,
            skip=frozenset({"parent"}),
        )
        for args, literal, query in walks
    ]
    found += [
        Question(
            stem="lineage_count",
            ask=lambda viewer, refs=refs, way=way: lineage_count(
                viewer, refs=refs, direction=way, by=list(lin.ReachField), max_hops=9
            ),
            path=f"/lineage/count?refs={','.join(refs)}&direction={way}&by={','.join(lin.ReachField)}&max_hops=9",
            graphql=f"lineageCount(refs: [{', '.join(map(quoted, refs))}], direction: {way.name}, "
            f"by: [{', '.join(field.name for field in lin.ReachField)}], maxHops: 9)",
            answer=lin.Reach,
        )
        for refs in ([ORDERS], [TOTALS], [NIGHTLY], [e.OWNER, "system:default/shop"], [HIDDEN_REF])
        for way in (lin.Direction.UPSTREAM, lin.Direction.DOWNSTREAM)
    ]
    found += [
        Question(
            stem="cycle_list",
            ask=lambda viewer: cycle_list(viewer, smallest=2, limit=5),
            path="/cycles?smallest=2&limit=5",
            graphql="cycles(smallest: 2, limit: 5)",
            answer=lin.CycleReport,
        ),
        *(
            Question(
                stem="orphan_list",
                ask=lambda viewer, kinds=kinds: orphan_list(viewer, kinds=kinds, first=50),
                path=f"/orphans?first=50&kinds={','.join(kinds)}",
                graphql=f"orphans(first: 50, kinds: [{', '.join(kind.name for kind in kinds)}])",
                answer=lin.Orphan,
                page=True,
                skip=frozenset({"parent"}),
            )
            for kinds in (list(lin.OrphanKind), [lin.OrphanKind.UNWRITTEN])
        ),
        *(
            Question(
                stem="hub_list",
                ask=lambda viewer, way=way: hub_list(viewer, direction=way, limit=5),
                path=f"/hubs?limit=5&direction={way}",
                graphql=f"hubs(limit: 5, direction: {way.name})",
                answer=lin.Hub,
                many=True,
                skip=frozenset({"parent"}),
            )
            for way in lin.Direction
        ),
    ]
    for ref in (NIGHTLY, TOTALS, f"{NIGHTLY}.load"):
        found.append(
            Question(
                stem="run_list",
                ask=lambda viewer, ref=ref: run_list(viewer, ref=ref, first=50),
                path=f"/runs?first=50&ref={ref}",
                graphql=f'runs(first: 50, ref: "{ref}")',
                answer=lin.RunCard,
                page=True,
            )
        )
    failed = RunFilter(states=(lin.RunState.FAILED,))
    found.append(
        Question(
            stem="run_list",
            ask=lambda viewer: run_list(viewer, filter=failed, first=50),
            path="/runs?first=50&filter.states=failed",
            graphql="runs(first: 50, filter: {states: [FAILED]})",
            answer=lin.RunCard,
            page=True,
        )
    )
    for number in (1, 4, 5):
        key = _id("lineage_run", f"run_id = '{e.run_id(number)}'")
        found.append(
            Question(
                stem="run_get",
                ask=lambda viewer, key=key: _first(run_get(viewer, ids=[key])),
                path=f"/runs/{key}",
                graphql=f'run(id: "{key}")',
                answer=lin.RunDetail,
                deep="detail",
            )
        )
    found += [
        Question(
            stem=stem,
            ask=lambda viewer, ask=ask, ref=ref: _first(ask(viewer, refs=[ref])),
            path=f"/{stem.removesuffix('_get').replace('_', '-')}?ref={ref}",
            graphql=f'{e.camel(stem.removesuffix("_get"))}(ref: "{ref}")',
            answer=answer,
        )
        for ref in (ORDERS, HIDDEN_REF, TOTALS, "component:scheduler/nightly.join", "component:scheduler/nightly.load")
        for stem, ask, answer in (
            ("control_flow_get", control_flow_get, lin.ControlFlow),
            ("existence_get", existence_get, lin.Existence),
            ("facets_get", facets_get, lin.EntityFacets),
        )
    ]
    found += [
        Question(
            stem="schema_get",
            ask=lambda viewer, ref=ref: _first(schema_get(viewer, refs=[ref])),
            path=f"/schemas/current?ref={ref}",
            graphql=f'schema(ref: "{ref}")',
            answer=lin.SchemaVersion,
        )
        for ref in (ORDERS, HIDDEN_REF)
    ]
    found += [
        Question(
            stem="code_get",
            ask=lambda viewer, ref=ref: _first(code_get(viewer, refs=[ref])),
            path=f"/code?ref={ref}",
            graphql=f'code(ref: "{ref}")',
            answer=lin.JobCode,
        )
        for ref in (f"{NIGHTLY}.load", f"{NIGHTLY}.join", NIGHTLY, f"component:default/{e.CANARY}-job")
    ]
    walks = [  # column lineage of totals names something hidden
        (
            {"ref": TOTALS, "columns": ["sum", "hidden"]},
            f'ref: "{TOTALS}", columns: ["sum", "hidden"]',
            f"ref={TOTALS}&columns=sum,hidden",
        ),
        (
            {"ref": ORDERS, "columns": ["id", "total"], "direction": lin.Direction.DOWNSTREAM, "max_hops": 1},
            f'ref: "{ORDERS}", columns: ["id", "total"], direction: DOWNSTREAM, maxHops: 1',
            f"ref={ORDERS}&columns=id,total&direction=downstream&max_hops=1",
        ),
        (
            {"ref": HIDDEN_REF, "columns": ["id"]},
            f'ref: "{HIDDEN_REF}", columns: ["id"]',
            f"ref={HIDDEN_REF}&columns=id",
        ),
    ]
    found += [
        Question(
            stem="column_walk",
            ask=lambda viewer, args=args: column_walk(viewer, **args),
            path=f"/columns/walk?{query}",
            graphql=f"columnWalk({literal})",
            answer=lin.ColumnGraph,
        )
        for args, literal, query in walks
    ]
    found += [
        Question(
            stem="column_search",
            ask=lambda viewer, text=text: column_search(viewer, text=text, first=20),
            path=f"/columns/search?first=20&text={text}",
            graphql=f'columnSearch(first: 20, text: "{text}")',
            answer=lin.ColumnHit,
            page=True,
        )
        for text in ("id", "column", "secret")
    ]
    early, late = "2026-03-01T06:15:00Z", "2026-03-01T06:25:00Z"
    span = {"since": datetime.fromisoformat(early), "until": datetime.fromisoformat(late)}
    return [
        *found,
        *(
            Question(
                stem="schema_compare",
                ask=lambda viewer, ref=ref: schema_compare(viewer, ref=ref, **span),
                path=f"/schemas/compare?ref={ref}&since={early}&until={late}",
                graphql=f'schemaCompare(ref: "{ref}", since: "{early}", until: "{late}")',
                answer=lin.SchemaDiff,
            )
            for ref in (ORDERS, HIDDEN_REF)
        ),
        *(
            Question(
                stem="schema_check",
                ask=lambda viewer, ref=ref: schema_check(
                    viewer, ref=ref, columns=[lin.ColumnInput(path="id", type="int")]
                ),
                path="/schemas/check",
                body={"ref": ref, "columns": [{"path": "id", "type": "int"}]},
                graphql=f'schemaCheck(ref: "{ref}", columns: [{{path: "id", type: "int"}}])',
                answer=lin.SchemaVerdict,
            )
            for ref in (ORDERS, TOTALS)
        ),
        Question(
            stem="schema_list",
            ask=lambda viewer: schema_list(viewer, ref=ORDERS, first=1),
            path=f"/schemas?first=1&ref={ORDERS}",
            graphql=f'schemas(ref: "{ORDERS}", first: 1)',
            answer=lin.SchemaVersion,
            page=True,
        ),
    ]


def _impact() -> list[Question]:
    """What is between two entities and two instants, and what is downstream of one; with something hidden on the way."""
    early, late = "2026-03-01T06:15:00Z", "2026-03-01T06:45:00Z"
    span = {"since": datetime.fromisoformat(early), "until": datetime.fromisoformat(late)}
    hidden_job = f"component:default/{e.CANARY}-job"
    ends = [("resource:postgres-db-5432/raw", TOTALS), (ORDERS, HIDDEN_REF), (ORDERS, hidden_job)]
    ends += [(ORDERS, f"{NIGHTLY}.join"), (TOTALS, ORDERS)]
    affected: list[tuple[dict[str, Any], str, str]] = [
        ({"ref": ORDERS}, f'ref: "{ORDERS}"', f"ref={ORDERS}"),
        (
            {"ref": ORDERS, "columns": ["total"], "max_hops": 2, "filter": EntityFilter(kinds=(Kind.DATASET,))},
            f'ref: "{ORDERS}", columns: ["total"], maxHops: 2, filter: {{kinds: [DATASET]}}',
            f"ref={ORDERS}&columns=total&max_hops=2&filter.kinds=dataset",
        ),
        ({"ref": HIDDEN_REF}, f'ref: "{HIDDEN_REF}"', f"ref={HIDDEN_REF}"),
    ]
    found: list[Question] = []
    for args, literal, query in affected:
        listed = Question(
            stem="impact_list",
            ask=lambda viewer, args=args: impact_list(viewer, first=3, **args),
            path=f"/impacts?first=3&{query}",
            graphql=f"impacts(first: 3, {literal})",
            answer=lin.Impact,
            page=True,
            skip=frozenset({"parent"}),
        )
        told = Question(
            stem="contact_list",
            ask=lambda viewer, args=args: contact_list(viewer, **args),
            path=f"/contacts?{query}",
            graphql=f"contacts({literal})",
            answer=lin.Contact,
            many=True,
        )
        found += [listed, told]
    return [*found, *_between(ends, early, late, span)]


def _between(ends: list[tuple[str, str]], early: str, late: str, span: dict[str, Any]) -> list[Question]:
    return [
        *(
            Question(
                stem=stem,
                ask=lambda viewer, ask=ask, s=source, t=target: ask(viewer, source=s, target=t),
                path=f"/{path}?source={source}&target={target}",
                graphql=f'{field}(source: "{source}", target: "{target}")',
                answer=answer,
                skip=frozenset({"parent"}),
            )
            for source, target in ends
            for stem, ask, path, field, answer in (
                ("lineage_trace", lineage_trace, "lineage/trace", "lineageTrace", lin.LineageTrace),
                ("edge_get", edge_get, "edge", "edge", lin.EdgeDetail),
            )
        ),
        Question(
            stem="lineage_compare",
            ask=lambda viewer: lineage_compare(
                viewer, refs=[ORDERS], **span, direction=lin.Direction.DOWNSTREAM, max_hops=2, limit=99
            ),
            path=f"/lineage/compare?refs={ORDERS}&since={early}&until={late}&direction=downstream&max_hops=2&limit=99",
            graphql=f'lineageCompare(refs: ["{ORDERS}"], since: "{early}", until: "{late}", direction: DOWNSTREAM, '
            "maxHops: 2, limit: 99)",
            answer=lin.LineageDiff,
            skip=frozenset({"parent"}),
        ),
        Question(
            stem="lineage_compare",
            ask=lambda viewer: lineage_compare(viewer, refs=[HIDDEN_REF], **span),
            path=f"/lineage/compare?refs={HIDDEN_REF}&since={early}&until={late}",
            graphql=f'lineageCompare(refs: ["{HIDDEN_REF}"], since: "{early}", until: "{late}")',
            answer=lin.LineageDiff,
            skip=frozenset({"parent"}),
        ),
    ]


AT, UNTIL = "2026-03-01T07:30:00Z", "2026-03-02T06:00:00Z"


def _forecasts() -> list[Question]:
    then, mart = datetime.fromisoformat(AT), "resource:postgres-db-5432/mart"
    return [
        *(
            Question(
                stem="cause_list",
                ask=lambda viewer, ref=ref: cause_list(viewer, ref=ref, at=then, limit=10),
                path=f"/causes?ref={ref}&at={AT}&limit=10",
                graphql=f'causes(ref: "{ref}", at: "{AT}", limit: 10)',
                answer=lin.CauseReport,
                skip=frozenset({"parent"}),
            )
            for ref in (mart, TOTALS, HIDDEN_REF, NIGHTLY)
        ),
        *(
            Question(
                stem="delay_list",
                ask=lambda viewer, ref=ref: delay_list(viewer, ref=ref, arrives_at=then, max_hops=3),
                path=f"/delays?ref={ref}&arrives_at={AT}&max_hops=3",
                graphql=f'delays(ref: "{ref}", arrivesAt: "{AT}", maxHops: 3)',
                answer=lin.DelayForecast,
                skip=frozenset({"parent"}),
            )
            for ref in (ORDERS, HIDDEN_REF, NIGHTLY)
        ),
        *(
            Question(
                stem="deadline_list",
                ask=lambda viewer, chosen=chosen: deadline_list(viewer, keepable=chosen, first=50),
                path=f"/deadlines?first=50{'' if chosen is None else '&keepable=false'}",
                graphql=f"deadlines(first: 50{'' if chosen is None else ', keepable: false'})",
                answer=lin.Deadline,
                page=True,
                skip=frozenset({"parent"}),
            )
            for chosen in (None, False)
        ),
    ]


def _schedules() -> list[Question]:
    since, until = datetime.fromisoformat(AT), datetime.fromisoformat(UNTIL)
    return [
        *(
            Question(
                stem="critical_path_get",
                ask=lambda viewer, ref=ref: _first(critical_path_get(viewer, refs=[ref])),
                path=f"/critical-path?ref={ref}",
                graphql=f'criticalPath(ref: "{ref}")',
                answer=lin.CriticalPath,
            )
            for ref in (NIGHTLY, HIDDEN_REF)
        ),
        Question(
            stem="timeline_list",
            ask=lambda viewer: timeline_list(viewer, since=since, until=until, first=50),
            path=f"/timelines?first=50&since={AT}&until={UNTIL}",
            graphql=f'timelines(first: 50, since: "{AT}", until: "{UNTIL}")',
            answer=lin.TimelineRow,
            page=True,
            skip=frozenset({"parent"}),
        ),
    ]


def _sources() -> list[Question]:
    source, one_sync = _id("catalog_source", "key = 'main'"), _id("catalog_sync")

    def listed(stem: str, ask: Callable[..., Any], plural: str, answer: type, **args: str) -> Question:
        literal = "".join(f', {key}: "{value}"' for key, value in args.items())
        return Question(
            stem=stem,
            ask=lambda viewer: ask(viewer, first=50, **args),
            path=f"/{e.snake(plural).replace('_', '-')}?first=50{''.join(f'&{key}={value}' for key, value in args.items())}",
            graphql=f"{plural}(first: 50{literal})",
            answer=answer,
            page=True,
        )

    def one(stem: str, ask: Callable[..., Any], plural: str, key: str, answer: type) -> Question:
        return Question(
            stem=stem,
            ask=lambda viewer: _first(ask(viewer, ids=[key])),
            path=f"/{plural}/{key}",
            graphql=f'{plural[:-1]}(id: "{key}")',
            answer=answer,
        )

    return [
        listed("source_list", source_list, "sources", c.SourceCard),
        one("source_get", source_get, "sources", source, c.SourceCard),
        listed("sync_list", sync_list, "syncs", c.SyncCard),
        listed("sync_list", sync_list, "syncs", c.SyncCard, source="rival"),
        one("sync_get", sync_get, "syncs", one_sync, c.SyncCard),
        listed("sync_change_list", sync_change_list, "syncChanges", c.SyncChange, sync=one_sync),
        listed("issue_list", issue_list, "issues", c.Issue),
        listed("intake_warning_list", intake_warning_list, "intakeWarnings", lin.IntakeWarning),
        listed("intake_warning_list", intake_warning_list, "intakeWarnings", lin.IntakeWarning, producer=e.PRODUCER),
        listed("variant_list", variant_list, "variants", lin.Variant),
        Question(
            stem="variant_list",
            ask=lambda viewer: variant_list(viewer, kinds=[VariantKind.PORT, VariantKind.CASE], first=1),
            path="/variants?first=1&kinds=port,case",
            graphql="variants(first: 1, kinds: [PORT, CASE])",
            answer=lin.Variant,
            page=True,
        ),
        listed("issue_list", issue_list, "issues", c.Issue, ref=HIDDEN_REF),
        listed("issue_list", issue_list, "issues", c.Issue, source="main", ref=ORDERS),
        Question(
            stem="intake_list", ask=intake_list, path="/intakes", graphql="intakes", answer=lin.IntakeCard, many=True
        ),
        Question(stem="viewer_get", ask=viewer_get, path="/viewer", graphql="viewer", answer=c.ViewerCard),
    ]


def _events() -> list[Question]:
    """Pages of events, and one of each that somebody may see or not."""
    parked, since = [lin.EventState.PARKED], TimeFilter(since=datetime(2026, 1, 1, tzinfo=UTC))
    pages: list[tuple[dict[str, Any], str, str]] = [
        ({}, "", ""),
        ({"states": parked, "source": "openlineage"}, 'states: [PARKED], source: "openlineage"', "states=parked&source=openlineage"),
        ({"run_id": e.run_id(4)}, f'runId: "{e.run_id(4)}"', f"run_id={e.run_id(4)}"),
        ({"ref": TOTALS, "received_at": since}, f'ref: "{TOTALS}", receivedAt: {{since: "2026-01-01T00:00:00Z"}}', f"ref={TOTALS}&received_at.since=2026-01-01T00:00:00Z"),
        ({"ref": HIDDEN_REF}, f'ref: "{HIDDEN_REF}"', f"ref={HIDDEN_REF}"),
    ]  # fmt: skip
    ids = [f"evt_{row[0]}" for row in rows("SELECT id FROM lineage_inboxevent ORDER BY id LIMIT 4")]
    return [
        *(
            Question(
                stem="event_list",
                ask=lambda viewer, args=args: event_list(viewer, first=50, **args),
                path=f"/events?first=50&{query}",
                graphql=f"events(first: 50, {literal})",
                answer=lin.EventCard,
                page=True,
            )
            for args, literal, query in pages
        ),
        *(
            Question(
                stem="event_get",
                ask=lambda viewer, key=key: _first(event_get(viewer, ids=[key])),
                path=f"/events/{key}",
                graphql=f'event(id: "{key}")',
                answer=lin.EventDetail,
                parts="payload",
            )
            for key in (ids[0], ids[3], "evt_0")
        ),
    ]


def _reports() -> list[Question]:
    """Owners and health of what is seen, what is hidden, and what is not there."""
    found = []
    for ref in (ORDERS, "resource:default/report", HIDDEN_REF, TOTALS):
        for stem, ask, answer in (
            ("ownership_get", ownership_get, c.OwnershipReport),
            ("health_get", health_get, c.HealthReport),
        ):
            noun = stem.removesuffix("_get")
            found.append(
                Question(
                    stem=stem,
                    ask=lambda viewer, ask=ask, ref=ref: _first(ask(viewer, refs=[ref])),
                    path=f"/{noun}?ref={ref}",
                    graphql=f'{noun}(ref: "{ref}")',
                    answer=answer,
                )
            )
        found.append(
            Question(
                stem="ownership_period_list",
                ask=lambda viewer, ref=ref: ownership_period_list(viewer, ref=ref),
                path=f"/ownership-periods?ref={ref}",
                graphql=f'ownershipPeriods(ref: "{ref}")',
                answer=c.OwnershipPeriod,
                many=True,
            )
        )
    return [
        *found,
        Question(stem="check_list", ask=check_list, path="/checks", graphql="checks", answer=c.CheckInfo, many=True),
        *(
            Question(
                stem="scorecard_get",
                ask=lambda viewer, by=by: scorecard_get(viewer, by=by),
                path=f"/scorecard?by={by}",
                graphql=f"scorecard(by: {by.name})",
                answer=c.Scorecard,
            )
            for by in (c.FacetField.OWNER, c.FacetField.KIND)
        ),
    ]


def _people() -> list[Question]:
    made = rows("SELECT uid FROM catalog_changeset ORDER BY id LIMIT 1")
    change_set = f"chg_{made[0][0]}" if made else "chg_"
    parts = {"team": "report members children", "person": "teams email"}
    return [
        *(
            Question(
                stem=f"{noun}_get",
                ask=lambda viewer, ask=ask, ref=ref: _first(ask(viewer, refs=[ref])),
                path=f"/{plural}/{ref.partition(':')[2]}",
                graphql=f'{noun}(ref: "{ref}")',
                answer=answer,
                parts=parts[noun],
                skip=frozenset({"parent", "active"}),
            )
            for noun, plural, ask, ref, answer in (
                ("team", "teams", team_get, e.OWNER, c.TeamDetail),
                ("team", "teams", team_get, "group:default/nobody", c.TeamDetail),
                ("person", "people", person_get, e.PERSON, c.PersonDetail),
            )
        ),
        *(
            Question(
                stem="patch_list",
                ask=lambda viewer, refs=refs: patch_list(viewer, refs=refs),
                path=f"/patches{f'?refs={refs[0]}' if refs else ''}",
                graphql=f'patches(refs: ["{refs[0]}"])' if refs else "patches",
                answer=c.Patch,
                many=True,
            )
            for refs in (None, ["component:default/app"], [HIDDEN_REF])
        ),
        Question(
            stem="change_set_get",
            ask=lambda viewer: _first(change_set_get(viewer, ids=[change_set])),
            path=f"/change-sets/{change_set}",
            graphql=f'changeSet(id: "{change_set}")',
            answer=c.ChangeSet,
        ),
        Question(
            stem="change_set_list",
            ask=lambda viewer: change_set_list(viewer, ref=ORDERS, first=50),
            path=f"/change-sets?first=50&ref={ORDERS}",
            graphql=f'changeSets(first: 50, ref: "{ORDERS}")',
            answer=c.ChangeSet,
            page=True,
        ),
        Question(
            stem="audit_entry_list",
            ask=lambda viewer: audit_entry_list(viewer, actions=["owner_set"], first=50),
            path="/audit-entries?first=50&actions=owner_set",
            graphql='auditEntries(first: 50, actions: ["owner_set"])',
            answer=c.AuditEntry,
            page=True,
        ),
        Question(stem="task_list", ask=task_list, path="/tasks", graphql="tasks", answer=c.TaskCard, many=True),
    ]


def questions() -> list[Question]:
    """The table."""
    return [
        *(*_entities(), *_lineage(), *_impact(), *_forecasts(), *_schedules()),
        *(*_sources(), *_events(), *_reports(), *_people()),
    ]


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """In place of pytest-django's, which would roll back after each test: the estate is built once."""
    with e.built(django_db_blocker, tmp_path_factory.mktemp("estate")):
        yield


@pytest.fixture(params=ASKERS)
def asker(request, db, django_db_blocker, settings, monkeypatch):
    settings.PUBLIC_READS = request.param == "anonymous"
    with django_db_blocker.unblock(), transaction.atomic():
        e.own_document(monkeypatch, *(q.document for q in questions()))
        yield e.asker(request.param)
        transaction.set_rollback(True)


# --- asking -----------------------------------------------------------------------------------------------------------


def by_function(q: Question, asker: e.Asker) -> Any:
    try:
        found = q.ask(asker.viewer)
    except HeadwaterError as error:
        return {"error": error.code}
    if found is None:
        return None
    if isinstance(found, Page):
        return {
            "items": [e.alike(q.answer, item, q.skip | VOLATILE) for item in found.items],
            "has_next": found.has_next,
            "total_count": found.total_count,
            "total_count_state": found.total_count_state.value,
        }
    if q.many:
        return [e.alike(q.answer, item, q.skip | VOLATILE) for item in found]
    return e.alike(q.answer, found, q.skip | VOLATILE)


def by_rest(q: Question, asker: e.Asker) -> Any:
    response = asker.rest(q.path, q.body)
    found = response.json()
    if response.status_code != 200:
        return {"error": found["code"]}
    if q.page:
        return {
            "items": [e.alike(q.answer, item, q.skip | VOLATILE) for item in found["items"]],
            **{key: found[key] for key in ("has_next", "total_count", "total_count_state")},
        }
    if q.many:
        listed = found["items"] if isinstance(found, dict) else found
        return [e.alike(q.answer, item, q.skip | VOLATILE) for item in listed]
    return e.alike(q.answer, found, q.skip | VOLATILE)


def by_graphql(q: Question, asker: e.Asker) -> Any:
    response = asker.graphql(q.document)
    answer = response.json()
    assert response.status_code == 200, answer
    if "errors" in answer:
        (error,) = answer["errors"]
        return {"error": error["extensions"]["code"]}
    found = answer["data"]["q"]
    if found is None:
        return None
    if q.page:
        items = found.get("nodes")
        if items is None:
            items = [{"card": edge.pop("node"), **edge} for edge in found["edges"]]
        return {
            "items": [e.alike(q.answer, item, q.skip | VOLATILE) for item in items],
            "has_next": found["pageInfo"]["hasNextPage"],
            "total_count": found["totalCount"],
            "total_count_state": found["totalCountState"].lower(),
        }
    if q.many:
        return [e.alike(q.answer, item, q.skip | VOLATILE) for item in found]
    if q.deep:
        found = {**found.pop(q.deep), "card": found}
    if q.parts:
        found = {**{part: found.pop(part) for part in q.parts.split()}, "card": found}
    return e.alike(q.answer, found, q.skip | VOLATILE)


def without_random_keys(answer: Any) -> Any:
    """Hidden nodes have a random key in each answer: number them in their order. Nothing is null, or 404 in REST."""
    if answer is None:
        return {"error": "NOT_FOUND"}
    text = orjson.dumps(answer, option=orjson.OPT_SORT_KEYS).decode()
    parts = [answer, *answer.get("paths", [])] if isinstance(answer, dict) else []
    nodes = [node for part in parts for node in part.get("nodes", [])]
    for number, key in enumerate(dict.fromkeys(node["key"] for node in nodes if node["hidden"])):
        assert re.fullmatch(rf"{HIDDEN}[0-9a-f]{{16}}", key)
        text = text.replace(key, f"nobody-{number}")
    return orjson.loads(text)


def bodies(asker: e.Asker) -> dict[str, bytes]:
    """The raw bytes of every answer of REST and GraphQL, cursors opened."""
    found = {}
    for q in questions():
        found[f"REST {q.path}"] = asker.rest(q.path, q.body).content
        found[f"GraphQL {q.document}"] = asker.graphql(q.document).content
    return found


# --- tests ------------------------------------------------------------------------------------------------------------


def test_it_works(asker):
    q = questions()[0]
    answer = by_function(q, asker)
    assert (answer["card"]["ref"], answer["card"]["owner"]["ref"], answer["card"]["tier"]) == (ORDERS, e.OWNER, 1)
    assert by_rest(q, asker) == by_graphql(q, asker) == answer


def test_every_door_answers_the_same(asker):
    for q in questions():
        expected = without_random_keys(by_function(q, asker))
        assert without_random_keys(by_rest(q, asker)) == expected, f"REST {q.path}"
        assert without_random_keys(by_graphql(q, asker)) == expected, f"GraphQL {q.graphql}"


def test_backstage_answers_the_same(asker):
    refs = [ORDERS, HIDDEN_REF, "resource:default/report", "component:default/app"]
    known = list(descriptors_by_refs(asker.viewer, refs=refs))
    assert asker.backstage("/entities/by-refs", {"entityRefs": refs}).json() == {"items": known}
    for ref, descriptor in zip(refs, known, strict=True):
        response = asker.backstage(f"/entities/by-name/{ref.replace(':', '/')}")
        assert (response.status_code, response.json() if descriptor else None) == (
            200 if descriptor else 404,
            descriptor,
        )
    search = DescriptorSearch(where=Has("kind", ("resource", "group")), order_field="metadata.name")
    page = descriptor_query(asker.viewer, search=search, limit=50)
    answer = asker.backstage("/entities/by-query?filter=kind=resource,kind=group&orderField=metadata.name,asc&limit=50")
    assert (answer.json()["items"], answer.json()["totalItems"]) == (list(page.items), page.total_count)
    facets = ["kind", "spec.owner", "spec.system", "relations.ownedBy", "metadata.tags"]
    counted = descriptor_facets(asker.viewer, facets=facets)
    answer = asker.backstage(f"/entity-facets?{urlencode({'facet': facets}, doseq=True)}").json()["facets"]
    assert answer == {key: [{"value": v, "count": n} for v, n in values] for key, values in counted.items()}


def test_backstage_serves_what_the_portal_knows(asker):
    """The stitched descriptor of EntityDetail is the one a Backstage app gets, but for uid, etag and relations."""
    for ref in (ORDERS, "resource:default/report", "component:default/app"):
        served = asker.backstage(f"/entities/by-name/{ref.replace(':', '/')}").json()
        detail = asker.rest(f"/entities/{ref.replace(':', '/')}").json()
        assert {key: served[key] for key in ("kind", "spec")} == {
            key: detail["descriptor"][key] for key in ("kind", "spec")
        }
        assert f"ent_{served['metadata']['uid']}" == detail["card"]["id"]
        targets = {item["targetRef"] for item in served["relations"]}
        listed = asker.rest(f"/relations?first=100&ref={ref}").json()["items"]
        assert targets == {item["target"]["ref"] for item in listed}


def backstage_bodies(asker: e.Asker) -> dict[str, bytes]:
    facets = ["kind", "metadata.name", "spec.owner", "spec.system", "spec.dependsOn", "metadata.tags"]
    facets += ["relations.ownedBy", "relations.partOf", "relations.dependsOn", "metadata.title", "metadata.uid"]
    facets += ["relations.ownerOf", "relations.hasPart", "relations.dependencyOf", "relations.hasMember"]
    paths = [
        f"/entity-facets?{urlencode({'facet': facets}, doseq=True)}",
        "/entities/by-query?limit=500",
        "/entities",
        *(f"/entities?limit=500&order={way}:{f}" for f in facets for way in ("asc", "desc")),
        *(f"/entities/by-query?limit=1&orderField={f},{way}" for f in facets for way in ("asc", "desc")),
        "/entities/by-query?limit=100&fullTextFilterTerm=zebra&fullTextFilterFields=spec.owner,metadata.name,spec.system",
        "/entities/by-name/resource/default/report",
        "/entities/by-name/component/default/app",
        "/entities/by-name/component/default/app/ancestry",
        f"/entities/by-name/{e.OWNER.replace(':', '/')}",
    ]
    found = {path: asker.backstage(path).content for path in paths}
    body = {"entityRefs": [HIDDEN_REF, "component:default/app"]}
    return found | {"by-refs": asker.backstage("/entities/by-refs", body).content}


def opened(body: bytes) -> bytes:
    """A body with its base64 cursors beside it, read."""
    inside = b""
    for text in re.findall(rb'"(?:\w*[cC]ursor)":"([^"]+)"', body):
        for part in text.split(b":"):
            inside += base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)) if len(part) % 4 != 1 else b""
    return body + inside


def names_canary(body: bytes) -> bool:
    return e.CANARY.encode() in opened(body).lower()


@pytest.mark.parametrize("asker", [name for name in ASKERS if name != "admin"], indirect=True)
def test_no_byte_names_what_is_hidden(asker):
    asked = {name: body for name, body in (bodies(asker) | backstage_bodies(asker)).items() if e.CANARY not in name}
    assert [name for name, body in asked.items() if names_canary(body)] == []
    assert len(asked) > 80


@pytest.mark.parametrize("asker", ["admin"], indirect=True)
def test_the_canary_is_there_to_be_seen(asker):
    """The control of the test above: an admin sees it in most answers of every door."""
    seen = {
        name.split(" ")[0].split("?")[0]
        for name, body in (bodies(asker) | backstage_bodies(asker)).items()
        if names_canary(body)
    }
    assert {"REST", "GraphQL", "by-refs", "/entities/by-query", "/entity-facets"} <= seen


@pytest.mark.parametrize("asker", [name for name in ASKERS if name != "admin"], indirect=True)
def test_asked_by_name_the_hidden_is_as_if_absent(asker, monkeypatch):
    """Same status, same code, same words as for a name that nobody ever used."""
    texts = [
        '{ entity(ref: "resource:default/NAME") { ref } }',
        '{ runs(first: 5, ref: "resource:default/NAME") { totalCount } }',
    ]
    texts += ['{ relations(first: 5, ref: "resource:default/NAME") { totalCount } }']
    texts += [
        '{ lineageWalk(refs: ["resource:default/NAME"]) { hiddenCount } }',
        '{ schema(ref: "resource:default/NAME") { id } }',
    ]
    absent = "y" * len(e.CANARY)
    e.own_document(monkeypatch, *(text.replace("NAME", name) for text in texts for name in (e.CANARY, absent)))
    paths = [
        "/entities/resource/default/NAME",
        f"/entities/by-name?namespace={quote(e.NAMESPACE, safe='')}&name=NAME",
        f"/entities/by-alias?scheme=openlineage.dataset&key={quote(e.NAMESPACE, safe='')}%0ANAME",
        "/relations?first=5&ref=resource:default/NAME",
        "/runs?first=5&ref=resource:default/NAME",
        "/lineage/walk?refs=resource:default/NAME",
        "/schema?ref=resource:default/NAME",
        "/schemas?first=5&ref=resource:default/NAME",
        "/code?ref=resource:default/NAME",
        "/columns/walk?columns=id&ref=resource:default/NAME",
        f"/lineage/trace?source={ORDERS}&target=resource:default/NAME",
        f"/edge?source={ORDERS}&target=resource:default/NAME",
        "/lineage/compare?since=2026-03-01T06:00:00Z&refs=resource:default/NAME",
        "/impacts?ref=resource:default/NAME",
        "/impacts?format=csv&ref=resource:default/NAME",
        "/contacts?ref=resource:default/NAME",
        "/schemas/compare?since=2026-03-01T06:00:00Z&ref=resource:default/NAME",
        "/issues?first=5&ref=resource:default/NAME",
        "/ownership?ref=resource:default/NAME",
        "/ownership-periods?ref=resource:default/NAME",
        "/health?ref=resource:default/NAME",
        "/change-sets?first=5&ref=resource:default/NAME",
        "/events?first=5&ref=resource:default/NAME",
        "/teams/default/NAME-team",
        "/entities/search?first=5&filter.owners=group:default/NAME-team",
        "/entities/search?first=5&filter.refs=resource:default/NAME",
    ]
    asks = [lambda name, p=p: asker.rest(p.replace("NAME", name)) for p in paths]
    asks += [lambda name, t=t: asker.graphql(t.replace("NAME", name)) for t in texts]
    asks += [
        lambda name: asker.backstage(f"/entities/by-name/resource/default/{name}"),
        lambda name: asker.backstage("/entities/by-refs", {"entityRefs": [f"resource:default/{name}"]}),
        lambda name: asker.backstage(f"/entities/by-query?filter=metadata.name={name}"),
        lambda name: asker.backstage(f"/entities/by-query?filter=spec.owner={name}-team"),
        lambda name: asker.backstage(f"/entities/by-name/resource/default/{name}/ancestry"),
        lambda name: asker.backstage(f"/locations/by-entity/resource/default/{name}"),
        lambda name: asker.backstage(f"/entities?filter=relations.dependencyOf=component:default/{name}"),
        lambda name: asker.backstage(
            "/entity-facets", {"facets": ["kind"], "query": {"metadata.name": {"$hasPrefix": name}}}
        ),
    ]
    for ask in asks:
        hidden, missing = ask(e.CANARY), ask(absent)
        assert hidden.status_code == missing.status_code
        assert _anonymous(hidden.content, e.CANARY) == _anonymous(missing.content, absent)


def _anonymous(body: bytes, name: str) -> str:
    text = body.decode().replace(name, "NAME").replace(name.upper(), "NAME")
    return re.sub(r'"request(_i|I)d":"[0-9a-f]+"', "", text)


@pytest.mark.parametrize("asker", ["viewer"], indirect=True)
def test_the_graph_keeps_hidden_nodes_without_names(asker):
    graph = lineage_walk(asker.viewer, refs=[ORDERS], max_hops=2, direction=lin.Direction.DOWNSTREAM)
    hidden = [node for node in graph.nodes if node.hidden]
    assert graph.hidden_count == 2
    assert sorted((node.kind.value, node.entity, node.last_run_state) for node in hidden) == [
        ("dataset", None, None),
        ("job", None, None),
    ]
    assert {edge.target for edge in graph.edges if edge.target.startswith(HIDDEN)} == {node.key for node in hidden}
    again = lineage_walk(asker.viewer, refs=[ORDERS], max_hops=2, direction=lin.Direction.DOWNSTREAM)
    assert {node.key for node in again.nodes if node.hidden}.isdisjoint({node.key for node in hidden})


@pytest.mark.parametrize("asker", ["viewer"], indirect=True)
def test_what_points_to_the_hidden_points_nowhere(asker):
    (report,) = entity_get(asker.viewer, names=[NameInput(ref="resource:default/report")])
    assert (report.card.owner.ref, report.card.system) == (e.OWNER, None)
    assert report.descriptor["spec"] == {"type": "dashboard", "owner": "team-a"}
    (owner,) = (p for p in report.provenance if p.field == "spec.owner")
    assert (owner.source, [(loser["source"], "value" in loser) for loser in owner.losers]) == (
        "rival",
        [("main", False)],
    )
    (app,) = entity_get(asker.viewer, names=[NameInput(ref="component:default/app")])
    assert app.descriptor["spec"]["dependsOn"] == ["resource:orders", "resource:default/absent"]
    run = _first(run_get(asker.viewer, ids=[_id("lineage_run", f"run_id = '{e.run_id(4)}'")]))
    assert [use.dataset.ref for use in run.inputs] == [ORDERS]


@pytest.mark.parametrize("asker", ["viewer"], indirect=True)
def test_issues_about_the_hidden_are_not_counted(asker):
    (main,) = (source for source in source_list(asker.viewer, first=50).items if source.key == "main")
    assert main.issue_count == issue_list(asker.viewer, source="main", first=50).total_count == 1
    with pytest.raises(NotFoundError):
        relation_list(asker.viewer, ref=HIDDEN_REF, first=5)


@pytest.mark.parametrize("asker", ["viewer"], indirect=True)
def test_the_owning_team_sees_its_own(asker):
    from dataclasses import replace

    member = replace(asker.viewer, teams=(f"group:default/{e.CANARY}-team",))
    assert [card and card.ref for card in entity_resolve(member, names=[NameInput(ref=HIDDEN_REF)])] == [HIDDEN_REF]
    system = NameInput(ref=f"system:default/{e.CANARY}-system")
    assert entity_resolve(member, names=[system]) == (None,)


# --- names ------------------------------------------------------------------------------------------------------------

PLURALS = {
    **{"entity": "entities", "lineage": "lineage", "viewer": "viewer", "person": "people"},
    **{"audit_entry": "audit_entries", "alias": "aliases", "patch": "patches"},
}
SILENT = {"get", "list"}
# What one thing is named by in a path; a query key where it has none.
ADDRESS = {
    "entity": "/{kind}/{namespace}/{name}",
    **dict.fromkeys(("team", "person"), "/{namespace}/{name}"),
    **dict.fromkeys(("run", "source", "sync", "change_set", "event"), "/{id}"),
}
# Of any length, so of one door alone (tests/portal/test_bulk.py).
STREAMS = {"descriptor_export": "/api/portal/v1/export", "descriptor_import": "/api/portal/v1/import"}
MORE_OPERATIONS = {
    "entity_get_by_name": "/api/portal/v1/entities/by-name",
    "entity_get_by_alias": "/api/portal/v1/entities/by-alias",
}
MORE_FIELDS = {"node", "nodes", "dataset", "job", "pipeline"}


def names_of(stem: str) -> tuple[str, str, str]:
    """OpenAPI operationId, REST path and GraphQL field of a stem."""
    noun, _, verb = stem.rpartition("_")
    plural = PLURALS.get(noun, f"{noun}s")
    path = plural.replace("_", "-")
    if verb == "get":
        address = f"/{path}{ADDRESS[noun]}" if noun in ADDRESS else f"/{noun.replace('_', '-')}"
        address = "/schemas/current" if noun == "schema" else address  # /schema is the OpenAPI document
        return stem, f"/api/portal/v1{address}", e.camel(noun)
    if verb == "list":
        return stem, f"/api/portal/v1/{path}", e.camel(plural)
    return stem, f"/api/portal/v1/{path}/{verb}", e.camel(stem)


@pytest.mark.parametrize(
    ("stem", "names"),
    [
        ("run_get", ("run_get", "/api/portal/v1/runs/{id}", "run")),
        ("entity_search", ("entity_search", "/api/portal/v1/entities/search", "entitySearch")),
        ("sync_list", ("sync_list", "/api/portal/v1/syncs", "syncs")),
        ("viewer_get", ("viewer_get", "/api/portal/v1/viewer", "viewer")),
        ("owner_set", ("owner_set", "/api/portal/v1/owners/set", "ownerSet")),
        ("change_set_undo", ("change_set_undo", "/api/portal/v1/change-sets/undo", "changeSetUndo")),
        ("audit_entry_list", ("audit_entry_list", "/api/portal/v1/audit-entries", "auditEntries")),
        ("event_get", ("event_get", "/api/portal/v1/events/{id}", "event")),
        ("event_drop", ("event_drop", "/api/portal/v1/events/drop", "eventDrop")),
        ("control_flow_get", ("control_flow_get", "/api/portal/v1/control-flow", "controlFlow")),
        ("schema_get", ("schema_get", "/api/portal/v1/schemas/current", "schema")),
    ],
)
def test_names_of_a_stem(stem, names):
    assert names_of(stem) == names


@pytest.mark.parametrize("asker", ["admin"], indirect=True)
def test_every_stem_is_mounted_at_every_door_and_nothing_else(asker):
    stems = {q.stem for q in questions()}
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    operations = {verb["operationId"]: path for path, verbs in paths.items() for verb in verbs.values()}
    named = {names_of(stem)[0]: names_of(stem)[1] for stem in [*stems, *COMMANDS]}
    assert operations == named | MORE_OPERATIONS | STREAMS
    assert set(schema.graphql_schema.query_type.fields) == {names_of(stem)[2] for stem in stems} | MORE_FIELDS
    assert set(schema.graphql_schema.mutation_type.fields) == {names_of(stem)[2] for stem in COMMANDS}


@pytest.mark.parametrize("asker", ["admin"], indirect=True)
def test_the_table_asks_what_its_names_say(asker):
    for q in questions():
        _, path, graphql = names_of(q.stem)
        asked = f"/api/portal/v1{q.path.partition('?')[0]}"
        ways = {path, *MORE_OPERATIONS.values()} if q.stem == "entity_get" else {path}
        assert any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", way), asked) for way in ways), q.path
        assert q.graphql.partition("(")[0] in {graphql, "dataset"}
        assert q.ask is not None
