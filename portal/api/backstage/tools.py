"""What tools ask of the catalog: is a descriptor right, what is known of a place, look at an entity again."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from catalog.commands.refresh import entity_refresh
from catalog.errors import InvalidError, NotFoundError
from catalog.ingest.validation import descriptor_validate
from catalog.names import EntityRef, InvalidRef
from catalog.queries.locations import descriptors_at
from portal.api.backstage.door import JSON, body_of, door, known_parameters, member, needed, viewer_of
from portal.api.faults import json_response

_NO_NAME = re.compile(r"[^A-Za-z0-9]+")
NAME_MAX = 63


@door(["POST"])
def validate_entity(request: HttpRequest) -> HttpResponse:
    """POST /validate-entity: 200 and nothing, or 400 and everything that is wrong."""
    known_parameters(request)
    body = body_of(request)
    if "entity" not in body:
        raise InvalidError("request/body must have required property 'entity'")
    location = needed(body, "location", str)
    complaints = [
        {"name": found.name, "message": found.message}
        for found in descriptor_validate(viewer_of(request), descriptor=body["entity"])
    ]
    if not re.match(r"url:.", location):
        text = f"Invalid location ref {location}, only 'url:<target>' is supported, e.g. url:https://host/path"
        complaints.append({"name": "TypeError", "message": text})
    return json_response({"errors": complaints}, 400, JSON) if complaints else HttpResponse(status=200)


@door(["POST"])
def analyze_location(request: HttpRequest) -> Any:
    """POST /analyze-location: descriptors that were read from there; where there are none, one to begin with. The place
    itself is not called."""
    known_parameters(request)
    body = body_of(request)
    location = needed(body, "location", dict)
    kind = needed(location, "type", str, where="request/body/location")
    target = needed(location, "target", str, where="request/body/location")
    if kind != "url":
        raise InvalidError(f"request/body/location/type must be url, not {kind}")
    if urlsplit(target).scheme not in {"http", "https"} or not urlsplit(target).netloc:
        raise InvalidError("request/body/location/target must be an http or https URL")
    known = descriptors_at(viewer_of(request), target=target, filename=member(body, "catalogFilename", str, "") or None)
    return {
        "existingEntityFiles": [
            {"location": {"type": "url", "target": found.url}, "isRegistered": True, "entity": found.entity}
            for found in known
        ],
        "generateEntities": [] if known else [{"entity": _proposal(target), "fields": []}],
    }


def _proposal(target: str) -> dict[str, Any]:
    """A descriptor to begin with, named like the repository: the second part of the path where there are two."""
    parts = [part for part in urlsplit(target).path.split("/") if part]
    name = _NO_NAME.sub("-", (parts[1] if len(parts) > 1 else parts[0] if parts else "").removesuffix(".git"))
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name[:NAME_MAX].strip("-") or "unnamed"},
        "spec": {"type": "other", "lifecycle": "unknown"},
    }


@door(["POST"], changes=True)
def refresh(request: HttpRequest) -> HttpResponse:
    """POST /refresh: the sources that describe the entity are read again within seconds."""
    known_parameters(request)
    text = needed(body_of(request), "entityRef", str)
    try:
        entity_refresh(viewer_of(request), ref=str(EntityRef.parse(text)))
    except InvalidRef as error:
        raise InvalidError(f"request/body/entityRef: {error}") from error
    except NotFoundError as error:
        raise NotFoundError(f"Entity {text.lower()} not found") from error
    return HttpResponse(status=200)
