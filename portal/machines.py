"""A shorter way for requests of machines: below /api/ or to /graphql, without a cookie.

What serves browsers alone (sessions, CSRF tokens, messages, files) has nothing to do for them, and Django walks through all of it
twice, with signals before and behind: half of a short answer's time. Here are the steps that such a request needs, each of them
Django's own; headers that do not depend on the answer are asked of the middlewares once.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.response import SimpleTemplateResponse
from django.urls import get_resolver
from django.utils.cache import patch_vary_headers
from django.utils.log import log_response

from portal.auth import ViewerMiddleware


def is_machine(environ: Mapping[str, Any]) -> bool:
    """Whether a request may go this way."""
    path: str = environ["PATH_INFO"]
    is_there = path.startswith("/api/") or path == "/graphql"
    return is_there and "HTTP_COOKIE" not in environ and not environ.get("SCRIPT_NAME")


def _headers_of_all(scheme: str) -> list[tuple[str, str]]:
    """What Django puts on every answer that does not say it itself."""
    request = WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.url_scheme": scheme, "wsgi.input": io.BytesIO()})
    made: Any = XFrameOptionsMiddleware(SecurityMiddleware(lambda _: HttpResponse()))
    return [(name, value) for name, value in made(request).items() if name != "Content-Type"]


class MachineHandler:
    """A WSGI application, called by threads and never by an event loop."""

    def __init__(self) -> None:
        # All routes and what they need are loaded now: the first request would wait for it, and an upgrade of the files that a
        # process runs from would leave it with half of each version.
        list(get_resolver().url_patterns)
        self._resolve = get_resolver().resolve
        self._viewers = ViewerMiddleware(convert_exception_to_response(self._view))  # type: ignore[arg-type]
        self._answer = convert_exception_to_response(self._let_in)
        self._headers = {is_secure: _headers_of_all("https" if is_secure else "http") for is_secure in (False, True)}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """One request."""
        close_old_connections()
        request = WSGIRequest(environ)
        response: Any = self._answer(request)
        response._resource_closers.append(request.close)
        if response.status_code >= 400:
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
        headers = [(name, value) for name, value in self._headers[request.is_secure()] if name not in response.headers]
        if not response.streaming and "Content-Length" not in response.headers:
            headers.append(("Content-Length", str(len(response.content))))
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *headers])
        answer: Iterable[bytes] = response
        return answer

    def _let_in(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # refuses a foreign one
        return self._viewers(request)

    def _view(self, request: HttpRequest) -> HttpResponseBase:
        match = request.resolver_match = self._resolve(request.path_info)
        refused = self._viewers.process_view(request, match.func, match.args, match.kwargs)
        response: HttpResponseBase = refused or match.func(request, *match.args, **match.kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        if "HTTP_AUTHORIZATION" not in request.META:
            patch_vary_headers(response, ["Cookie"])  # who asks might have been known by one
        return response
