"""Entities: the list, by ref, by uid, by name, and facets; and one taken out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from catalog.commands.removal import entity_remove
from catalog.errors import InvalidError, NotFoundError
from catalog.queries.ancestry import descriptor_ancestry
from catalog.queries.descriptors import (
    descriptor_by_uid,
    descriptor_facets,
    descriptor_list,
    descriptor_stream,
    descriptors_by_refs,
)
from catalog.queries.served import Document
from portal.api.backstage.door import (
    JSON,
    body_of,
    door,
    integer_parameter,
    known_parameters,
    member,
    needed,
    texts,
    viewer_of,
)
from portal.api.backstage.fields import fields_of, picked
from portal.api.backstage.predicates import both, predicate_of, query_of_filters
from portal.api.faults import json_response
from portal.api.streams import stream_response

LIST_MAX = 10_000
REFS_MAX = 1_000
FACETS_MAX = 100
ORDERS_MAX = 5


def _missing(kind: str, namespace: str, name: str) -> NotFoundError:
    return NotFoundError(f"No entity named '{name}' found, with kind '{kind}' in namespace '{namespace}'")


@door(["GET", "HEAD"])
def by_name(request: HttpRequest, kind: str, namespace: str, name: str) -> Any:
    """GET /entities/by-name/{kind}/{namespace}/{name}, in any letter case."""
    known_parameters(request)
    found = descriptors_by_refs(viewer_of(request), refs=[f"{kind}:{namespace}/{name}".lower()])[0]
    if found is None:
        raise _missing(kind, namespace, name)
    return found


@door(["GET", "HEAD"])
def ancestry(request: HttpRequest, kind: str, namespace: str, name: str) -> Any:
    """GET .../ancestry: the entity, the Locations that led to it, and those that led to them."""
    known_parameters(request)
    ref = f"{kind}:{namespace}/{name}".lower()
    found = descriptor_ancestry(viewer_of(request), ref=ref)
    if not found:
        raise _missing(kind, namespace, name)
    items = [{"entity": item.descriptor, "parentEntityRefs": list(item.parents)} for item in found]
    return {"rootEntityRef": ref, "items": items}


@door(["GET", "HEAD", "DELETE"], changes=True)
def by_uid(request: HttpRequest, uid: str) -> Any:
    """GET or DELETE /entities/by-uid/{uid}; nothing is there to delete either where nothing is."""
    known_parameters(request)
    if request.method == "DELETE":
        entity_remove(viewer_of(request), uid=uid)
        return HttpResponse(status=204)
    found = descriptor_by_uid(viewer_of(request), uid=uid)
    if found is None:
        raise NotFoundError(f"No entity with uid {uid}")
    return found


@door(["POST"])
def by_refs(request: HttpRequest) -> Any:
    """POST /entities/by-refs: in the order asked, null for what is missing or filtered out."""
    known_parameters(request, "filter")
    body = body_of(request)
    needed(body, "entityRefs", list)
    refs = texts(body, "entityRefs")
    if len(refs) > REFS_MAX:
        raise InvalidError(f"request/body/entityRefs must not have more than {REFS_MAX} items")
    fields = fields_of(texts(body, "fields"))
    query = both(query_of_filters(request.GET.getlist("filter")), member(body, "query", dict, {}))
    found = descriptors_by_refs(
        viewer_of(request), refs=[ref.lower() for ref in refs], where=predicate_of(query), fields=fields
    )
    return {"items": [picked(entity, fields) for entity in found]}


@door(["GET", "HEAD", "POST"])
def facets(request: HttpRequest) -> Any:
    """GET or POST /entity-facets: counts by value for each facet asked."""
    if request.method == "POST":
        known_parameters(request)
        body = body_of(request)
        needed(body, "facets", list)
        wanted, query = texts(body, "facets"), member(body, "query", dict, {})
    else:
        known_parameters(request, "facet", "filter")
        wanted, query = request.GET.getlist("facet"), query_of_filters(request.GET.getlist("filter"))
        if not wanted:
            raise InvalidError("request/query must have required property 'facet'")
    if len(wanted) > FACETS_MAX:
        raise InvalidError(f"not more than {FACETS_MAX} facets are counted at once")
    counted = descriptor_facets(viewer_of(request), facets=wanted, where=predicate_of(query))
    return {"facets": {f: [{"value": v, "count": n} for v, n in values] for f, values in counted.items()}}


@door(["GET", "HEAD"])
def entities(request: HttpRequest) -> Any:
    """GET /entities: all that are found, or with limit, offset or after a stretch of them and a link to the next."""
    known_parameters(request, "fields", "limit", "filter", "offset", "after", "order")
    limit, offset, is_paged = _stretch(request)
    where = predicate_of(query_of_filters(request.GET.getlist("filter")))
    orders, fields = _orders(request.GET.getlist("order")), fields_of(request.GET.getlist("fields"))
    viewer = viewer_of(request)
    if not is_paged:
        return _all(descriptor_stream(viewer, where=where, orders=orders, fields=fields), fields)
    found, has_next = descriptor_list(viewer, where=where, orders=orders, limit=limit, offset=offset, fields=fields)
    answer = json_response([picked(entity, fields) for entity in found], content_type=JSON)
    if has_next:
        answer["Link"] = _next_link(request, limit, offset + limit)
    return answer


def _all(pages: Iterator[tuple[Document, ...]], fields: list[str]) -> HttpResponseBase:
    """As one answer where a page holds them, else as a stream: what is wrong in the question is told before it begins."""
    first, second = next(pages, ()), next(pages, ())
    if not second:
        return json_response([picked(entity, fields) for entity in first], content_type=JSON)
    return stream_response(_array(chain([first, second], pages), fields), content_type=JSON)


def _array(pages: Iterable[tuple[Document, ...]], fields: list[str]) -> Iterator[bytes]:
    """A JSON array, page by page."""
    begins = b"["
    for page in pages:
        yield begins + orjson.dumps([picked(entity, fields) for entity in page])[1:-1]
        begins = b","
    yield b"]"


def _stretch(request: HttpRequest) -> tuple[int, int, bool]:
    """(limit, offset, whether any of it was asked). `after` carries both; a limit of one's own beats the one in it."""
    limit = integer_parameter(request, "limit")
    offset = integer_parameter(request, "offset")
    after = request.GET.get("after")
    if after:
        try:
            state = orjson.loads(base64.b64decode(after, validate=True))
            limit = int(state["limit"]) if limit is None else limit
            offset = int(state["offset"])
        except (binascii.Error, KeyError, TypeError, ValueError) as error:
            raise InvalidError("Malformed after: could not be parsed") from error
    is_paged = limit is not None or offset is not None
    limit, offset = LIST_MAX if limit is None else limit, offset or 0
    if not 0 < limit <= LIST_MAX:
        raise InvalidError(f"Invalid limit, must be from 1 to {LIST_MAX}")
    if not 0 <= offset < 2**31:
        raise InvalidError("Invalid offset, must be zero or greater")
    return limit, offset, is_paged


def _orders(texts_: list[str]) -> list[tuple[str, bool]]:
    """`order` parameters, the first one first: asc:field or desc:field."""
    orders = []
    for text in texts_:
        direction, colon, field = text.partition(":")
        if not colon or direction not in {"asc", "desc"} or not field.strip():
            raise InvalidError("Invalid order parameter, expected <asc or desc>:<field name>")
        orders.append((field.strip(), direction == "desc"))
    if len(orders) > ORDERS_MAX:
        raise InvalidError(f"Invalid order parameter, not more than {ORDERS_MAX} are accepted")
    return orders


def _next_link(request: HttpRequest, limit: int, offset: int) -> str:
    kept = [(key, value) for key, values in request.GET.lists() if key not in {"after", "offset"} for value in values]
    after = base64.b64encode(orjson.dumps({"limit": limit, "offset": offset})).decode()
    return f'</entities?{urlencode([*kept, ("after", after)])}>; rel="next"'
