"""Every question as a REST view. The OpenAPI document is made from the answers' dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view, inline_serializer
from rest_framework.request import Request

from catalog import answers as c
from catalog.database import question
from catalog.errors import InvalidError, NotFoundError
from catalog.names import Kind
from catalog.paging import Page
from catalog.queries.change_sets import audit_entry_list, change_set_get, change_set_list
from catalog.queries.entities import NameInput, entity_get, entity_resolve
from catalog.queries.facets import entity_count
from catalog.queries.filters import EntityFilter
from catalog.queries.health import check_list, health_get
from catalog.queries.issues import issue_list
from catalog.queries.ownership import ownership_get, ownership_period_list
from catalog.queries.relations import relation_list
from catalog.queries.scorecard import scorecard_get
from catalog.queries.search import EntityOrder, EntitySort, entity_search
from catalog.queries.sources import source_get, source_list, sync_get, sync_list
from catalog.queries.sync_changes import sync_change_list
from catalog.queries.teams import person_get, team_get
from catalog.variants import VariantKind
from catalog.viewers import Viewer
from lineage import answers as lin
from lineage.queries.code import code_get
from lineage.queries.column_search import column_search
from lineage.queries.columns import column_walk
from lineage.queries.control_flow import control_flow_get
from lineage.queries.entity_facets import facets_get
from lineage.queries.events import event_get, event_list
from lineage.queries.existence import existence_get
from lineage.queries.graph import lineage_walk
from lineage.queries.intake import intake_list, intake_warning_list
from lineage.queries.runs import RunFilter, TimeFilter, run_get, run_list
from lineage.queries.schemas import schema_compare, schema_get, schema_list
from lineage.queries.variants import variant_list
from portal.api.faults import fault_of, fault_response, json_response
from portal.api.rest.arguments import Arguments, from_json
from portal.api.rest.negotiation import DoorView
from portal.api.rest.shapes import page_of, serializer_of
from portal.queries import task_list, viewer_get

Ask = Callable[[Viewer, Arguments, dict[str, str]], Any]


def answer_response(request: HttpRequest, answer: Any) -> HttpResponse:
    """Pages with a Link to the next one, answers as they are, None as 404."""
    if answer is None:
        raise NotFoundError(f"Nothing is at {request.get_full_path()}.")
    if not isinstance(answer, Page):
        return json_response(answer)
    response = json_response(
        {
            "items": answer.items,
            "end_cursor": answer.end_cursor,
            "has_next": answer.has_next,
            "total_count": answer.total_count,
            "total_count_state": answer.total_count_state,
        }
    )
    if answer.has_next:
        query = {**request.GET.dict(), "after": answer.end_cursor or ""}
        response["Link"] = f'<{request.path}?{urlencode(query)}>; rel="next"'
    return response


class QuestionView(DoorView):
    """A question: `ask` gets the viewer, the arguments and the parts of the path."""

    ask: Ask

    def get(self, request: Request, **path: str) -> HttpResponse:
        """GET."""
        try:
            with question():
                arguments = Arguments(request._request)
                return answer_response(request._request, type(self).ask(request._request.viewer, arguments, path))  # type: ignore[attr-defined]
        except Exception as error:
            return fault_response(request._request, fault_of(error))


def question_view(
    stem: str, ask: Ask, answer: type, *, page: bool = False, many: bool = False, params: str = ""
) -> Any:
    """A view of one question; `params` names its query keys for the OpenAPI document, `!` marks a required one."""
    names = [*params.split(), *(["first", "after"] if page else [])]
    shape: Any = page_of(answer) if page else serializer_of(answer)(many=True) if many else serializer_of(answer)
    documented = extend_schema(
        operation_id=stem,
        tags=[stem.removesuffix("_by_name").removesuffix("_by_alias").rpartition("_")[0]],
        description=(answer.__doc__ or "").split("\n")[0],
        parameters=[OpenApiParameter(name.rstrip("!"), str, required=name.endswith("!")) for name in names],
        responses={200: shape},
    )
    view = type(f"{stem}_view", (QuestionView,), {"ask": staticmethod(ask)})
    return extend_schema_view(get=documented)(view).as_view()


def _one(found: Sequence[Any]) -> Any:
    return found[0]


def _done(arguments: Arguments, value: Any) -> Any:
    arguments.done()
    return value


def page_arguments(a: Arguments) -> dict[str, Any]:
    """What is left of the arguments of a list."""
    paging = {"first": a.number("first", 20), "after": a.text("after")}
    a.done()
    return paging


def _order(a: Arguments) -> EntityOrder | None:
    text = a.text("sort")
    if text is None:
        return None
    known = {sort.value: sort for sort in EntitySort}
    if text.lstrip("-") not in known:
        raise InvalidError.of("sort", f"{text!r} is unknown; known are {', '.join(known)}, with - for descending")
    return EntityOrder(by=known[text.lstrip("-")], descending=text.startswith("-"))


def ask_entity(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    a.done()
    ref = f"{path['kind']}:{path['namespace']}/{path['name']}"
    found = _one(entity_get(viewer, names=[NameInput(ref=ref)]))
    if found is None:
        raise NotFoundError(f"No entity has the ref {ref}.")
    return found


def ask_entity_by_name(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    name = NameInput(namespace=a.must("namespace"), name=a.must("name"), kind=a.word("kind", Kind))
    return _done(a, _one(entity_get(viewer, names=[name])))


def ask_entity_by_alias(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    name = NameInput(scheme=a.must("scheme"), key=a.must("key"))
    return _done(a, _one(entity_get(viewer, names=[name])))


def ask_search(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    text, wanted, order = a.text("text"), a.object("filter", EntityFilter), _order(a)
    limit = a.number("count_limit")
    return entity_search(viewer, text=text, filter=wanted, order=order, count_limit=limit, **page_arguments(a))


def ask_count(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    by = a.many("by", c.FacetField)
    if by is None:
        raise InvalidError.of("by", f"is missing; known are {', '.join(c.FacetField)}")
    text, wanted = a.text("text"), a.object("filter", EntityFilter)
    return _done(a, entity_count(viewer, by=by, text=text, filter=wanted))


def ask_relations(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return relation_list(viewer, ref=a.must("ref"), types=a.many("types"), **page_arguments(a))


def ask_walk(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    given: dict[str, Any] = {
        "refs": a.many("refs") or (),
        "direction": a.word("direction", lin.Direction, lin.Direction.BOTH),
        "max_hops": a.number("max_hops", 1),
        "limit": a.number("limit", 250),
        "grain": a.word("grain", lin.Grain, lin.Grain.FULL),
        "bases": a.many("bases", lin.EdgeBasis),
        "filter": a.object("filter", EntityFilter),
        "window_days": a.number("window_days", 0),
        "as_of": a.time("as_of"),
    }
    a.done()
    return lineage_walk(viewer, **given)


def ask_column_search(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return column_search(viewer, text=a.must("text"), filter=a.object("filter", EntityFilter), **page_arguments(a))


def ask_column_walk(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    given: dict[str, Any] = {
        "ref": a.must("ref"),
        "columns": a.many("columns") or (),
        "direction": a.word("direction", lin.Direction, lin.Direction.BOTH),
        "max_hops": a.number("max_hops", 3),
        "limit": a.number("limit", 250),
        "transformations": a.many("transformations", lin.TransformationType),
        "as_of": a.time("as_of"),
    }
    a.done()
    return column_walk(viewer, **given)


def ask_run(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(run_get(viewer, ids=[path["id"]])))


def ask_runs(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    ref, run_id, wanted = a.text("ref"), a.text("run_id"), a.object("filter", RunFilter)
    return run_list(viewer, ref=ref, run_id=run_id, filter=wanted, **page_arguments(a))


def ask_code(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(code_get(viewer, refs=[a.must("ref")])))


def ask_control_flow(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(control_flow_get(viewer, refs=[a.must("ref")])))


def ask_existence(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(existence_get(viewer, refs=[a.must("ref")])))


def ask_facets(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(facets_get(viewer, refs=[a.must("ref")])))


def ask_schema(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    ref, version, as_of = a.must("ref"), a.number("version"), a.time("as_of")
    return _done(a, _one(schema_get(viewer, refs=[ref], version=version, as_of=as_of)))


def ask_schemas(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return schema_list(viewer, ref=a.must("ref"), **page_arguments(a))


def ask_schema_compare(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    ref, since, until = a.must("ref"), a.must_time("since"), a.time("until")
    return _done(a, schema_compare(viewer, ref=ref, since=since, until=until))


def ask_source(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(source_get(viewer, ids=[path["id"]])))


def ask_sources(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    states, kinds = a.many("states", c.SourceState), a.many("kinds")
    return source_list(viewer, states=states, kinds=kinds, **page_arguments(a))


def ask_sync(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(sync_get(viewer, ids=[path["id"]])))


def ask_syncs(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    source, states = a.text("source"), a.many("states", c.SyncState)
    return sync_list(viewer, source=source, states=states, **page_arguments(a))


def ask_sync_changes(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    sync, kinds, states = a.must("sync"), a.many("kinds", c.SyncChangeKind), a.many("states", c.SyncChangeState)
    return sync_change_list(viewer, sync=sync, kinds=kinds, states=states, **page_arguments(a))


def ask_issues(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    source, ref, states = a.text("source"), a.text("ref"), a.many("states", c.IssueState)
    return issue_list(viewer, source=source, ref=ref, states=states, **page_arguments(a))


def ask_ownership(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    ref, as_of = a.must("ref"), a.time("as_of")
    return _done(a, _one(ownership_get(viewer, refs=[ref], as_of=as_of)))


def ask_ownership_periods(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    ref, role = a.must("ref"), a.word("role", c.OwnerRole)
    return _done(a, ownership_period_list(viewer, ref=ref, role=role))


def ask_health(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    ref, as_of = a.must("ref"), a.time("as_of")
    return _done(a, _one(health_get(viewer, refs=[ref], as_of=as_of)))


def ask_checks(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, check_list(viewer))


def ask_scorecard(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    by = a.word("by", c.FacetField)
    if by is None:
        raise InvalidError.of("by", f"is missing; known are {', '.join(c.FacetField)}")
    wanted, window = a.object("filter", EntityFilter), a.number("window_days", 28)
    return _done(a, scorecard_get(viewer, by=by, filter=wanted, window_days=window))


def ask_team(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    a.done()
    return _named("team", f"group:{path['namespace']}/{path['name']}", lambda ref: team_get(viewer, refs=[ref]))


def ask_person(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    a.done()
    return _named("person", f"user:{path['namespace']}/{path['name']}", lambda ref: person_get(viewer, refs=[ref]))


def _named(noun: str, ref: str, ask: Callable[[str], Any]) -> Any:
    found = _one(ask(ref))
    if found is None:
        raise NotFoundError(f"No {noun} has the ref {ref}.")
    return found


def ask_change_set(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(change_set_get(viewer, ids=[path["id"]])))


def ask_change_sets(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    states, ref, commands = a.many("states", c.ChangeSetState), a.text("ref"), a.many("commands")
    return change_set_list(viewer, states=states, ref=ref, commands=commands, **page_arguments(a))


def ask_audit_entries(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    target, by, actions, allowed = a.text("target"), a.text("by"), a.many("actions"), a.flag("allowed")
    return audit_entry_list(viewer, target=target, by=by, actions=actions, allowed=allowed, **page_arguments(a))


def ask_intakes(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, intake_list(viewer))


def ask_event(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, _one(event_get(viewer, ids=[path["id"]])))


def ask_events(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    given: dict[str, Any] = {
        "states": a.many("states", lin.EventState),
        "source": a.text("source"),
        "ref": a.text("ref"),
        "run_id": a.text("run_id"),
        "received_at": a.object("received_at", TimeFilter),
    }
    return event_list(viewer, **given, **page_arguments(a))


def ask_intake_warnings(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    source, producer, kinds = a.text("source"), a.text("producer"), a.many("kinds", lin.WarningKind)
    return intake_warning_list(viewer, source=source, producer=producer, kinds=kinds, **page_arguments(a))


def ask_variants(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return variant_list(viewer, kinds=a.many("kinds", VariantKind), **page_arguments(a))


def ask_tasks(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, task_list(viewer))


def ask_viewer(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Any:
    return _done(a, viewer_get(viewer))


# Written out: of a list of serializers that may be null the generator forgets the null.
_CARD_OR_NULL = {"allOf": [{"$ref": "#/components/schemas/EntityCard"}], "nullable": True}
_CARDS_OR_NULLS = {"type": "array", "items": _CARD_OR_NULL}


class ResolveView(DoorView):
    """POST /entities/resolve: names to cards, in order, null where nothing visible has the name."""

    @extend_schema(
        operation_id="entity_resolve",
        tags=["entity"],
        request=inline_serializer("EntityResolve", {"names": serializer_of(NameInput)(many=True)}),
        responses={200: {"type": "object", "required": ["items"], "properties": {"items": _CARDS_OR_NULLS}}},
    )
    def post(self, request: Request) -> HttpResponse:
        """POST {names: [...]}."""
        try:
            body = orjson.loads(request._request.body)
            names = body.get("names") if isinstance(body, dict) else None
            if not isinstance(names, list):
                raise InvalidError.of("names", "must be a list of names")
            wanted = [from_json(NameInput, name, f"names[{i}]") for i, name in enumerate(names)]
            with question():
                return json_response({"items": entity_resolve(request._request.viewer, names=wanted)})  # type: ignore[attr-defined]
        except orjson.JSONDecodeError as error:
            return fault_response(request._request, InvalidError.of("body", f"is not JSON: {error}"))
        except Exception as error:
            return fault_response(request._request, fault_of(error))
