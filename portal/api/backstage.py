"""The Backstage catalog door: what a stock Backstage app and `@backstage/catalog-client` read (docs/backstage.md)."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.database import question
from catalog.errors import InvalidError, NotFoundError
from catalog.queries.descriptors import (
    DescriptorPage,
    DescriptorSearch,
    FilterGroup,
    descriptor_facets,
    descriptor_query,
    descriptors_by_refs,
)
from portal.api.backstage_predicates import groups_of
from portal.api.faults import fault_of, fault_response, json_response

LIMIT_DEFAULT = 200
LIMIT_MAX = 5_000
REFS_MAX = 1_000
Handle = Callable[..., Any]


def door(methods: list[str]) -> Callable[[Handle], Callable[..., HttpResponse]]:
    """A view that answers JSON and turns errors into Backstage's envelope."""

    def decorate(handle: Handle) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(methods)
        def view(request: HttpRequest, **path: str) -> HttpResponse:
            try:
                with question():
                    return json_response(handle(request, **path), content_type="application/json; charset=utf-8")
            except Exception as error:
                return fault_response(request, fault_of(error))

        return view

    return decorate


def _viewer(request: HttpRequest) -> Any:
    return request.viewer  # type: ignore[attr-defined]


def _body(request: HttpRequest) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise InvalidError.of("request/body", f"is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise InvalidError.of("request/body", "must be object")
    return body


def _member(body: dict[str, Any], name: str, kind: type) -> Any:
    """A member of the body that has this type, or an empty one when it is absent."""
    value = body.get(name)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise InvalidError(f"request/body/{name} must be {'array' if kind is list else 'object'}")
    return value


def _filters(request: HttpRequest) -> list[FilterGroup]:
    """`filter` parameters: any of them; inside one, commas join conditions that all hold; one key's values are any."""
    groups: list[FilterGroup] = []
    for text in request.GET.getlist("filter"):
        group: FilterGroup = {}
        for part in (piece.strip() for piece in text.split(",")):
            if not part:
                continue
            key, equals, value = part.partition("=")
            key = key.strip()
            if not key:
                raise InvalidError(
                    f"Invalid filter, '{part}' is not a valid statement (expected a string on the form a=b or a= or a)"
                )
            known = group.get(key)
            if equals:
                group[key] = [*(known or []), value.strip()]
            elif key not in group:
                group[key] = None
        if group:
            groups.append(group)
    return groups


def _fields(texts: list[str]) -> list[str]:
    fields = list(dict.fromkeys(f.strip() for text in texts for f in text.split(",") if f.strip()))
    if any("[" in field for field in fields):
        raise InvalidError("Invalid field, array type fields are not supported")
    return fields


def _picked(entity: dict[str, Any] | None, fields: list[str]) -> dict[str, Any] | None:
    """The entity cut down to dotted paths; keys that hold dots themselves are found greedily."""
    if entity is None or not fields:
        return entity
    picked: dict[str, Any] = {}
    for field in fields:
        _pick(entity, picked, field.split("."))
    return picked


def _pick(source: Any, target: dict[str, Any], parts: list[str]) -> None:
    for length in range(len(parts), 0, -1):
        key = ".".join(parts[:length])
        if not isinstance(source, dict) or key not in source:
            continue
        if length == len(parts):
            target[key] = source[key]
        else:
            below = target.setdefault(key, {})
            if isinstance(below, dict):
                _pick(source[key], below, parts[length:])
        return


@door(["GET", "HEAD"])
def by_name(request: HttpRequest, kind: str, namespace: str, name: str) -> Any:
    """GET /entities/by-name/{kind}/{namespace}/{name}, in any letter case."""
    ref = f"{kind}:{namespace}/{name}".lower()
    found = descriptors_by_refs(_viewer(request), refs=[ref])[0]
    if found is None:
        raise NotFoundError(f"No entity named '{name}' found, with kind '{kind}' in namespace '{namespace}'")
    return found


@door(["POST"])
def by_refs(request: HttpRequest) -> Any:
    """POST /entities/by-refs: in the order asked, null for what is missing or filtered out."""
    body = _body(request)
    refs = body.get("entityRefs")
    if not isinstance(refs, list) or not all(isinstance(ref, str) for ref in refs):
        raise InvalidError("request/body must have required property 'entityRefs'")
    if len(refs) > REFS_MAX:
        raise InvalidError(f"request/body/entityRefs must not have more than {REFS_MAX} items")
    groups = [*_filters(request), *groups_of(body.get("query"))]
    fields = _fields([f for f in _member(body, "fields", list) if isinstance(f, str)])
    found = descriptors_by_refs(_viewer(request), refs=[ref.lower() for ref in refs], groups=groups)
    return {"items": [_picked(entity, fields) for entity in found]}


@door(["GET", "HEAD", "POST"])
def facets(request: HttpRequest) -> Any:
    """GET or POST /entity-facets: counts by value for each facet asked."""
    if request.method == "POST":
        body = _body(request)
        wanted, groups = body.get("facets"), groups_of(body.get("query"))
    else:
        wanted, groups = request.GET.getlist("facet"), _filters(request)
    if not isinstance(wanted, list) or not wanted or not all(isinstance(facet, str) for facet in wanted):
        raise InvalidError("request/query must have required property 'facet'")
    counted = descriptor_facets(_viewer(request), facets=wanted, groups=groups)
    return {"facets": {f: [{"value": v, "count": n} for v, n in values] for f, values in counted.items()}}


@door(["GET", "HEAD", "POST"])
def by_query(request: HttpRequest) -> Any:
    """GET or POST /entities/by-query: a page with cursors either way; either verb takes any cursor."""
    asked = _asked_by_body(request) if request.method == "POST" else _asked_by_url(request)
    limit, fields = asked["limit"], asked["fields"]
    if not 0 <= limit <= LIMIT_MAX:
        raise InvalidError(f"request/query/limit must be from 0 to {LIMIT_MAX}")
    state = _decoded(asked["cursor"]) if asked["cursor"] else None
    search = state["search"] if state else asked["search"]
    counts = asked["total"] != "exclude"
    page = descriptor_query(
        _viewer(request),
        search=search,
        limit=limit,
        offset=0 if state else asked["offset"],
        after=state["position"] if state else None,
        backwards=bool(state and state["back"]),
        count=counts and not state,
    )
    total = state["total"] if state else page.total_count
    items = page.items if limit else ()
    return {
        "items": [_picked(entity, fields) for entity in items],
        "totalItems": total,
        "pageInfo": _page_info(page, search, total, state, asked["offset"]) if limit else {},
    }


def _page_info(
    page: DescriptorPage, search: DescriptorSearch, total: int, state: dict[str, Any] | None, offset: int
) -> dict[str, str]:
    info: dict[str, str] = {}
    if not page.positions:
        return info
    back = bool(state and state["back"])
    if page.has_next or back:
        info["nextCursor"] = _encoded(search, total, page.positions[1], back=False)
    if page.has_next if back else bool(state or offset):
        info["prevCursor"] = _encoded(search, total, page.positions[0], back=True)
    return info


def _asked_by_url(request: HttpRequest) -> dict[str, Any]:
    get = request.GET
    order = get.getlist("orderField")[:1]
    field, _, direction = order[0].partition(",") if order else ("", "", "")
    return _asked(
        groups=_filters(request),
        order=(field.strip(), direction.strip() or "asc"),
        text=get.get("fullTextFilterTerm", ""),
        text_fields=_fields(get.getlist("fullTextFilterFields")),
        fields=_fields(get.getlist("fields")),
        limit=_integer(get.get("limit"), "limit", LIMIT_DEFAULT),
        offset=_integer(get.get("offset"), "offset", 0),
        cursor=get.get("cursor"),
        total=get.get("totalItems"),
    )


def _asked_by_body(request: HttpRequest) -> dict[str, Any]:
    body = _body(request)
    orders = _member(body, "orderBy", list) or [{}]
    if not isinstance(orders[0], dict):
        raise InvalidError("request/body/orderBy/0 must be object")
    full_text = _member(body, "fullTextFilter", dict)
    return _asked(
        groups=groups_of(body.get("query")),
        order=(str(orders[0].get("field", "")), str(orders[0].get("order", "asc"))),
        text=str(full_text.get("term", "")),
        text_fields=_fields([f for f in _member(full_text, "fields", list) if isinstance(f, str)]),
        fields=_fields([f for f in _member(body, "fields", list) if isinstance(f, str)]),
        limit=_integer(body.get("limit"), "limit", LIMIT_DEFAULT),
        offset=_integer(body.get("offset"), "offset", 0),
        cursor=body.get("cursor"),
        total=body.get("totalItems"),
    )


def _asked(
    *, groups: list[FilterGroup], order: tuple[str, str], text: str, text_fields: list[str], **rest: Any
) -> dict[str, Any]:
    if order[1] not in {"asc", "desc"}:
        raise InvalidError("Invalid order field order, must be asc or desc")
    search = DescriptorSearch(
        groups=tuple(groups),
        order_field=order[0] or None,
        descending=order[1] == "desc",
        text=text,
        text_fields=tuple(text_fields),
    )
    return {"search": search, **rest}


def _integer(value: Any, name: str, default: int) -> int:
    if value is None:
        return default
    if value == "":
        raise InvalidError(f"Empty value found for query parameter '{name}'")
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidError(f"request/query/{name} must be integer")
    return int(text)


def _encoded(search: DescriptorSearch, total: int, position: tuple[str | None, str], *, back: bool) -> str:
    """A cursor that carries the whole search; it names only what the viewer asked, so it need not be secret. It holds no
    key `query`, so the client goes on with the verb it began with."""
    value = {
        "groups": list(search.groups),
        "order": [search.order_field, search.descending],
        "text": [search.text, list(search.text_fields)],
        "total": total,
        "position": list(position),
        "back": back,
    }
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode()


def _decoded(cursor: Any) -> dict[str, Any]:
    """A cursor as `_encoded` makes it; anybody can make one too, so every part is looked at."""
    try:
        value = orjson.loads(base64.urlsafe_b64decode(str(cursor)))
        field, descending = value["order"]
        text, text_fields = value["text"]
        position, uid = value["position"]
        search = DescriptorSearch(
            groups=tuple(_group(group) for group in value["groups"]),
            order_field=None if field is None else _text(field),
            descending=bool(descending),
            text=_text(text),
            text_fields=tuple(_text(name) for name in text_fields),
        )
        found = (None if position is None else _text(position), str(uuid.UUID(uid)))
        return {"search": search, "total": int(value["total"]), "position": found, "back": bool(value["back"])}
    except (binascii.Error, orjson.JSONDecodeError, KeyError, AttributeError, TypeError, ValueError) as error:
        raise InvalidError("Malformed cursor: could not be parsed") from error


def _group(value: dict[str, Any]) -> FilterGroup:
    return {key: None if wanted is None else [_text(item) for item in wanted] for key, wanted in value.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
