"""Errors to answers: the one table from error code to HTTP status, and the shapes of REST and Backstage errors."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.views.csrf import csrf_failure

from catalog.database import sqlstate
from catalog.errors import (
    BodyTooLargeError,
    ForbiddenError,
    HeadwaterError,
    InvalidError,
    NotFoundError,
    QuestionTimeoutError,
    UnavailableError,
)
from portal.ui import index_page

log = logging.getLogger(__name__)
STATUS = {
    "INVALID": 400,
    "TOO_MANY": 400,
    "TOO_COSTLY": 400,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "CONFLICT": 409,
    "WRONG_STATE": 409,
    "TOO_LARGE": 413,
    "RATE_LIMITED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "TIMEOUT": 504,
}
MEANING = {
    "INVALID": "An argument is wrong; errors names it and says what is accepted.",
    "TOO_MANY": "More is asked for at once than is answered; ask in parts.",
    "TOO_COSTLY": "The question costs too much; ask for less.",
    "UNAUTHENTICATED": "Nobody is signed in, or the token is not valid.",
    "FORBIDDEN": "The role or the token does not allow it.",
    "NOT_FOUND": "It is not there, or not for this viewer.",
    "CONFLICT": "It was changed meanwhile; read it again.",
    "WRONG_STATE": "What it is now does not allow it.",
    "TOO_LARGE": "The body is too long.",
    "RATE_LIMITED": "Too many requests; retry_after_seconds says when to come again.",
    "INTERNAL": "A defect of the server; quote the request id.",
    "UNAVAILABLE": "The server, or what it needs, is away for now; try again.",
    "TIMEOUT": "The answer took too long; ask for less.",
}
INTAKE_PATHS = frozenset({"/api/v1/lineage", "/api/v1/lineage/batch"})
BACKSTAGE_NAMES = {
    400: "InputError",
    401: "AuthenticationError",
    403: "NotAllowedError",
    404: "NotFoundError",
    409: "ConflictError",
    503: "ServiceUnavailableError",
}


def fault_of(error: BaseException) -> HeadwaterError:
    """Any exception as an error of the product; a defect is logged and says nothing of itself."""
    if isinstance(error, HeadwaterError):
        return error
    if isinstance(error, OperationalError | InterfaceError):
        if sqlstate(error) == "57014":
            return QuestionTimeoutError("The database stopped the question after its time limit; ask for less.")
        return UnavailableError("The database is not available now.")
    if isinstance(error, DataError):  # NUL in a text, a number or an instant out of every range
        log.warning("value refused by the database", exc_info=error)
        return InvalidError("A value is not one that can be stored or looked for: a NUL, or a number out of range.")
    if isinstance(error, RequestDataTooBig):
        return BodyTooLargeError(f"The body has more than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")
    if isinstance(error, UnreadablePostError):
        return UnavailableError("The body did not arrive; send it again.")
    log.error("defect", exc_info=error)
    return HeadwaterError("A defect; quote the request id.")


def json_response(value: Any, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    """JSON that no browser takes for a page, nor runs anything of."""
    response = HttpResponse(orjson.dumps(value, option=orjson.OPT_UTC_Z), status=status, content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def error_codes(request: HttpRequest) -> HttpResponse:
    """The page that `type` of a problem leads to: every code, its status, and what to do about it."""
    codes = [(code, status, MEANING[code]) for code, status in STATUS.items()]
    response = render(request, "error_codes.html", {"codes": codes})
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return response


def fault_response(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The error in the shape of the door: Backstage's envelope below /api/catalog/, Marquez's below /api/v1/ but for
    events, problem+json elsewhere."""
    fault = fault_of(error)
    status = STATUS[fault.code]
    if request.path_info.startswith("/api/catalog/"):
        response = json_response(_backstage(request, fault, status), status)
    elif request.path_info.startswith("/api/v1/") and not is_intake(request):
        response = json_response({"code": status, "message": fault.message}, status)
    else:
        response = json_response(_problem(request, fault, status), status, "application/problem+json")
    if fault.retry_after_seconds is not None:
        response["Retry-After"] = str(fault.retry_after_seconds)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="headwater"'
    return response


def is_intake(request: HttpRequest) -> bool:
    """Whether it brings events: that path is read too."""
    return request.method == "POST" and request.path_info in INTAKE_PATHS


def _problem(request: HttpRequest, fault: HeadwaterError, status: int) -> dict[str, Any]:
    return {
        "type": f"/docs/api/errors#{fault.code}",
        "title": fault.title,
        "status": status,
        "detail": fault.message,
        "code": fault.code,
        "instance": request.path,
        "request_id": getattr(request, "request_id", None),
        "errors": [{"field": e.field, "code": e.code, "message": e.message} for e in fault.errors],
        "retry_after_seconds": fault.retry_after_seconds,
    }


def _backstage(request: HttpRequest, fault: HeadwaterError, status: int) -> dict[str, Any]:
    return {
        "error": {"name": BACKSTAGE_NAMES.get(status, "Error"), "message": fault.message},
        "request": {"method": request.method, "url": request.get_full_path().removeprefix("/api/catalog")},
        "response": {"statusCode": status},
    }


def unknown_route(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: the path leads nowhere. A person gets the web UI's own page for that."""
    if "text/html" in request.headers.get("Accept", "") and not request.path_info.startswith("/api/"):
        page = index_page(request)
        page.status_code = 404
        return page
    return fault_response(request, NotFoundError(f"Nothing is at {request.path}."))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: a page in the admin, an error of the product elsewhere."""
    if request.path_info.startswith("/admin/"):
        return csrf_failure(request, reason)
    return fault_response(request, ForbiddenError("The CSRF token is missing or wrong; reload the page."))


def defect(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the last resort; Django has logged the exception."""
    return fault_response(request, HeadwaterError("A defect; quote the request id."))
