"""Reads of locations: the sources that descriptors are read from. They are configured, not registered here."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson
from django.http import HttpRequest

from catalog.errors import InvalidError, NotFoundError
from catalog.queries.descriptor_filters import holds
from catalog.queries.locations import Location, location_list, location_of_entity
from portal.api.backstage.door import body_of, door, known_parameters, member, viewer_of
from portal.api.backstage.predicates import Query, predicate_of

LIMIT_DEFAULT = 1_000
LIMIT_MAX = 5_000


def _told(location: Location) -> dict[str, str]:
    return {
        "id": location.id,
        "type": location.type,
        "target": location.target,
        "entityRef": location.entity_ref,
    }


@door(["GET", "HEAD"])
def locations(request: HttpRequest) -> Any:
    """GET /locations: all of them."""
    known_parameters(request)
    return [{"data": _told(location)} for location in location_list(viewer_of(request))]


@door(["GET", "HEAD"])
def by_id(request: HttpRequest, id: str) -> Any:
    """GET /locations/{id}."""
    known_parameters(request)
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
