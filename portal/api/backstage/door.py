"""What all views of the Backstage catalog API share: JSON, Backstage's envelope of errors, and how arguments are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.database import question
from catalog.errors import InvalidError
from catalog.viewers import Viewer
from portal.api.faults import fault_of, fault_response, json_response

T = TypeVar("T")
Handle = Callable[..., Any]
JSON = "application/json; charset=utf-8"
NAMES_OF_TYPES = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object"}


def door(methods: list[str], *, changes: bool = False) -> Callable[[Handle], Callable[..., HttpResponseBase]]:
    """A view that answers what the handle gives (JSON, or a response of its own) and turns errors into the envelope.

    `changes`: it writes, so a browser's session has to send the CSRF token.
    """

    def decorate(handle: Handle) -> Callable[..., HttpResponseBase]:
        @require_http_methods(methods)
        def view(request: HttpRequest, **path: str) -> HttpResponseBase:
            try:
                with question():
                    answer = handle(request, **path)
                return answer if isinstance(answer, HttpResponseBase) else json_response(answer, content_type=JSON)
            except Exception as error:
                return fault_response(request, fault_of(error))

        return view if changes else csrf_exempt(view)

    return decorate


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks, as the middleware found."""
    found: Viewer = request.viewer  # type: ignore[attr-defined]
    return found


def known_parameters(request: HttpRequest, *names: str) -> None:
    """Refuse a query parameter that nothing would come of."""
    for name in request.GET:
        if name not in names:
            raise InvalidError(f"Unknown query parameter '{name}'; known are: {', '.join(names) or 'none'}")


def integer_parameter(request: HttpRequest, name: str, default: int | None = None) -> int | None:
    """A query parameter that is a whole number from 0 up."""
    text = request.GET.get(name)
    if text is None:
        return default
    if text == "":
        raise InvalidError(f"Empty value found for query parameter '{name}'")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidError(f"request/query/{name} must be integer, from 0 to 999999999")
    return int(text)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The body, an object; an empty one when there is none."""
    if not request.body:
        return {}
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise InvalidError.of("request/body", f"is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise InvalidError("request/body must be object")
    return body


def member(body: dict[str, Any], name: str, kind: type[T], default: T, *, where: str = "request/body") -> T:
    """A member of the body that has this type; the default when it is absent or null."""
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise InvalidError(f"{where}/{name} must be {NAMES_OF_TYPES[kind]}")


def needed(body: dict[str, Any], name: str, kind: type[T], *, where: str = "request/body") -> T:
    """A member of the body that has to be there."""
    if body.get(name) is None:
        raise InvalidError(f"{where} must have required property '{name}'")
    found: T = member(body, name, kind, body[name], where=where)
    return found


def texts(body: dict[str, Any], name: str, *, where: str = "request/body") -> list[str]:
    """A member of the body that is a list of strings; an empty one when it is absent."""
    values = member(body, name, list, [], where=where)
    if not {str}.issuperset(map(type, values)):
        index = next(n for n, value in enumerate(values) if type(value) is not str)
        raise InvalidError(f"{where}/{name}/{index} must be string")
    return values


def one_of(value: str | None, name: str, accepted: tuple[str, ...]) -> str | None:
    """A value that is absent or one of these; `name` is its place, such as request/query/totalItems."""
    if value is not None and value not in accepted:
        raise InvalidError(f"{name} must be equal to one of the allowed values: {', '.join(accepted)}")
    return value
