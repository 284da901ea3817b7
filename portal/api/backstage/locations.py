"""Locations: the sources that descriptors are read from. Those of the configuration are read here, others registered too."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from catalog.commands.locations import location_add, location_change, location_remove, location_try
from catalog.errors import InvalidError, NotFoundError
from catalog.queries.descriptor_filters import holds
from catalog.queries.locations import Location, location_list, location_of_entity
from portal.api.backstage.door import JSON, body_of, door, known_parameters, member, needed, one_of, viewer_of
from portal.api.backstage.predicates import Query, predicate_of
from portal.api.faults import json_response

LIMIT_DEFAULT = 1_000
LIMIT_MAX = 5_000


def _told(location: Location) -> dict[str, str]:
    return {
        "id": location.id,
        "type": location.type,
        "target": location.target,
        "entityRef": location.entity_ref,
    }


@door(["GET", "HEAD", "POST"], changes=True)
def locations(request: HttpRequest) -> Any:
    """GET /locations: all of them. POST: one more, or with dryRun=true what would come of it."""
    if request.method == "POST":
        return _register(request)
    known_parameters(request)
    return [{"data": _told(location)} for location in location_list(viewer_of(request))]


def _register(request: HttpRequest) -> HttpResponse:
    known_parameters(request, "dryRun", "onConflict")
    is_dry = one_of(request.GET.get("dryRun"), "request/query/dryRun", ("true", "false")) == "true"
    conflict = one_of(request.GET.get("onConflict"), "request/query/onConflict", ("refresh", "reject"))
    target = _target(request)
    if is_dry:
        tried = location_try(viewer_of(request), target=target)
        entities = list(tried.entities)
        return json_response(
            {"location": _told(tried.location), "entities": entities, "exists": tried.exists}, 201, JSON
        )
    location = location_add(viewer_of(request), target=target, refreshes=conflict == "refresh")
    return json_response({"location": _told(location), "entities": []}, 201, JSON)


def _target(request: HttpRequest) -> str:
    """The address of a location that is to be registered."""
    body = body_of(request)
    kind, target = needed(body, "type", str), needed(body, "target", str)
    if kind != "url":
        raise InvalidError('Registered locations must be of an allowed type ["url"]')
    return target


@door(["GET", "HEAD", "PUT", "DELETE"], changes=True)
def by_id(request: HttpRequest, id: str) -> Any:
    """GET, PUT or DELETE /locations/{id}."""
    known_parameters(request)
    if request.method == "PUT":
        return _told(location_change(viewer_of(request), id=id, target=_target(request)))
    if request.method == "DELETE":
        location_remove(viewer_of(request), id=id)
        return HttpResponse(status=204)
    for location in location_list(viewer_of(request)):
        if location.id == id.lower():
            return _told(location)
    raise NotFoundError(f"Found no location with ID {id}")


@door(["GET", "HEAD"])
def by_entity(request: HttpRequest, kind: str, namespace: str, name: str) -> Any:
    """GET /locations/by-entity/{kind}/{namespace}/{name}: where an entity's descriptor is read from."""
    known_parameters(request)
    ref = f"{kind}:{namespace}/{name}".lower()
    found = location_of_entity(viewer_of(request), ref=ref)
    if found is None:
        raise NotFoundError(f"Found no location of entity {ref}")
    return _told(found)


@door(["POST"])
def by_query(request: HttpRequest) -> Any:
    """POST /locations/by-query: pages of those of which a predicate over id, type, target and entityRef holds."""
    known_parameters(request)
    body = body_of(request)
    limit = member(body, "limit", int, LIMIT_DEFAULT)
    if not 1 <= limit <= LIMIT_MAX:
        raise InvalidError(f"request/body/limit must be from 1 to {LIMIT_MAX}")
    cursor = member(body, "cursor", str, "")
    query, after = _position(cursor) if cursor else (member(body, "query", dict, {}), "")
    predicate = predicate_of(query)
    told = [_told(location) for location in location_list(viewer_of(request))]
    found = [item for item in told if holds(predicate, {key.lower(): value for key, value in item.items()})]
    left = [item for item in found if item["id"] > after]
    items = left[:limit]
    info = {"nextCursor": _cursor(query, items[-1]["id"])} if len(left) > limit else {}
    return {"items": items, "totalItems": len(found), "pageInfo": info}


def _cursor(query: Query, after: str) -> str:
    return base64.b64encode(orjson.dumps({"query": query, "after": after})).decode()


def _position(cursor: str) -> tuple[Query, str]:
    try:
        value = orjson.loads(base64.b64decode(cursor, validate=True))
        return dict(value["query"]), str(value["after"])
    except (binascii.Error, KeyError, TypeError, ValueError) as error:
        raise InvalidError("Malformed cursor: could not be parsed") from error
