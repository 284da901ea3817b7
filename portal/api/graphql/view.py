"""POST /graphql. Documents of our own UI come as hashes and are open to whoever may read; free text needs
graphql:adhoc. Parsed and validated documents are kept, which makes a repeated operation two to four times cheaper.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from graphql import ExecutionResult, GraphQLError, execute, parse, validate
from graphql.language import ast
from graphql.validation import NoSchemaIntrospectionCustomRule, specified_rules

from catalog.database import question
from catalog.errors import HeadwaterError, InvalidError, TooCostlyError
from catalog.permissions import allowed, require
from catalog.viewers import Door, ViewerKind
from portal.api.faults import STATUS, fault_of, json_response
from portal.api.graphql.limits import TEXT_MAX, operation_check, weights_of
from portal.api.graphql.plain import PlainContext
from portal.api.graphql.query import schema
from portal.ui import index_page

log = logging.getLogger(__name__)
DOCUMENTS = Path(__file__).resolve().parent.parent / "documents.json"
_SCHEMA = schema.graphql_schema
_WEIGHTS = weights_of(_SCHEMA)


@cache
def own_documents() -> dict[str, str]:
    """Texts of our UI's documents by hash, as its build wrote them."""
    if not DOCUMENTS.exists():
        return {}
    texts: dict[str, str] = orjson.loads(DOCUMENTS.read_bytes())
    return texts


@lru_cache(maxsize=1000)
def _prepared(text: str, introspection: bool) -> tuple[ast.DocumentNode | None, tuple[GraphQLError, ...]]:
    """The document, or why it is not valid."""
    try:
        document = parse(text, max_tokens=10_000)
    except GraphQLError as error:
        return None, (error,)
    rules = list(specified_rules) if introspection else [*specified_rules, NoSchemaIntrospectionCustomRule]
    errors = validate(_SCHEMA, document, rules)
    return (None, tuple(errors)) if errors else (document, ())


@require_http_methods(["GET", "POST"])
def graphql(request: HttpRequest) -> HttpResponse:
    """One operation. GET shows GraphiQL, a page of the web UI."""
    if request.method == "GET":
        return index_page(request)
    try:
        if request.content_type != "application/json":
            raise InvalidError.of("Content-Type", "must be application/json")
        body = _body(request)
        return _run(request, body)
    except Exception as error:
        return _refused(request, error)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise InvalidError.of("body", f"is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise InvalidError.of("body", "must be a JSON object with query or documentId")
    variables = body.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise InvalidError.of("variables", "must be an object")
    return body


def _text(request: HttpRequest, body: dict[str, Any]) -> str:
    """The document: by hash, or free text from whoever may send it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    hashed = body.get("documentId")
    if isinstance(hashed, str):
        text = own_documents().get(hashed.removeprefix("sha256:"))
        if text is None:
            raise InvalidError.of("documentId", "is no document of this version; reload the page")
        return text
    text = body.get("query")
    if not isinstance(text, str):
        raise InvalidError.of("query", "is missing")
    if hashlib.sha256(text.encode()).hexdigest() not in own_documents():
        require(viewer, "graphql.adhoc")
    if len(text) > TEXT_MAX:
        raise TooCostlyError(f"The document has {len(text)} characters; at most {TEXT_MAX} are accepted.")
    return text


def _run(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    document, errors = _prepared(_text(request, body), allowed(viewer, "graphql.adhoc"))
    if document is None:
        if viewer.kind is ViewerKind.ANONYMOUS:  # no suggestions of names for nobody
            raise InvalidError.of("query", "is not a valid document")
        return json_response({"errors": [_formatted(request, error, code="INVALID") for error in errors]}, 400)
    variables = body.get("variables") or {}
    measure = operation_check(document, variables, _WEIGHTS)
    if isinstance(body.get("documentId"), str):
        request.viewer = replace(viewer, door=Door.UI)  # type: ignore[attr-defined]
    with question():
        result = execute(
            _SCHEMA,
            document,
            context_value=request,
            variable_values=variables,
            operation_name=body.get("operationName"),
            execution_context_class=PlainContext,
        )
    assert isinstance(result, ExecutionResult)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [_formatted(request, error) for error in result.errors]
    answer["extensions"] = {"cost": {"requested": measure.cost, "nodes": measure.nodes, "depth": measure.depth}}
    return json_response(answer)


def _formatted(request: HttpRequest, error: GraphQLError, *, code: str | None = None) -> dict[str, Any]:
    """One error with code and request id; a defect says nothing of itself."""
    fault = fault_of(error.original_error) if error.original_error is not None else None
    shown: dict[str, Any] = {"message": fault.message if fault else error.message}
    if error.path:
        shown["path"] = error.path
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    shown["extensions"] = _extensions(request, fault.code if fault else code or "INVALID", fault)
    return shown


def _extensions(request: HttpRequest, code: str, fault: HeadwaterError | None) -> dict[str, Any]:
    return {
        "code": code,
        "requestId": getattr(request, "request_id", None),
        "retryAfterSeconds": fault.retry_after_seconds if fault else None,
    }


def _refused(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Nothing ran: the error alone, with the status of its code."""
    fault = fault_of(error)
    body = {"errors": [{"message": fault.message, "extensions": _extensions(request, fault.code, fault)}]}
    response = json_response(body, STATUS[fault.code])
    if fault.retry_after_seconds is not None:
        response["Retry-After"] = str(fault.retry_after_seconds)
    return response
