"""From a request to a Viewer: session, bearer token, or nobody. The only place that knows both.

Default deny: every route asks for a viewer but those named in PUBLIC_ROUTES, which are exact names of views, never
prefixes or patterns of paths (threat T1).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from catalog.errors import UnauthenticatedError
from catalog.queries.teams import teams_of_person
from catalog.viewers import ANONYMOUS, Door, Role, Viewer, ViewerKind
from portal.api.faults import fault_response
from portal.metrics import METHODS, door_of, meters
from portal.models import PersonLink
from portal.request_ids import next_request_id
from portal.tokens import viewer_of_token

# Never ask who it is: they answer while the database is away, or ask for themselves.
NO_VIEWER_ROUTES = frozenset({"livez", "readyz", "metrics", "sign-in", "sign-out", "ui", "ui-root", "ui-asset"})
PUBLIC_ROUTES = NO_VIEWER_ROUTES | {"session", "graphql"}
# Reads that anonymous people may make when the operator opened reads; the questions behind them ask again.
READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC_READ_POSTS = frozenset(
    {"graphql", "rest-entities-resolve", "rest-schemas-check"}
    | {f"backstage-{name}" for name in ("by-refs", "by-query", "facets", "locations-by-query")}
)
PUBLIC_READER = Viewer(kind=ViewerKind.ANONYMOUS, key="anonymous", scopes=frozenset({"public:read"}))


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks. A bearer token beats the session; a bad one is an error, not anonymity."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if header:
        scheme, _, secret = header.partition(" ")
        viewer = viewer_of_token(secret.strip()) if scheme.lower() == "bearer" else None
        if viewer is None:
            raise UnauthenticatedError("The bearer token is unknown, expired or revoked.")
        return viewer
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.is_active:
        return viewer_of_account(user)
    return PUBLIC_READER if settings.PUBLIC_READS else ANONYMOUS


def viewer_of_account(user: Any) -> Viewer:
    """The viewer behind an account; its teams are those of the person whom an admin linked to it."""
    person = PersonLink.objects.filter(user_id=user.pk).values_list("person_ref", flat=True).first()
    return Viewer(
        kind=ViewerKind.PERSON,
        key=f"person:{user.pk}",
        name=user.get_full_name() or user.get_username(),
        role=Role.ADMIN if user.is_superuser else Role.EDITOR if user.is_staff else Role.VIEWER,
        person_ref=person,
        teams=teams_of_person(person) if person else (),
    )


def viewer_for(request: HttpRequest, door: Door) -> Viewer:
    """Who asks, with what the audit keeps of the way in."""
    return replace(viewer_of(request), door=door, request_id=request.request_id)  # type: ignore[attr-defined]


_DOORS = {"graphql": Door.GRAPHQL, "backstage": Door.BACKSTAGE, "intake": Door.INTAKE}


class ViewerMiddleware:
    """Puts `viewer` and `request_id` on the request, and refuses nobody where somebody is needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        request.request_id = next_request_id()  # type: ignore[attr-defined]
        if request.META.get("HTTP_AUTHORIZATION") or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            # No cookie that a foreign page could ride on: a token call, or nobody's.
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        begun = time.perf_counter()
        response = self.get_response(request)
        door = door_of(request.resolver_match.view_name if request.resolver_match else "")
        seconds, count = meters(door, request.method if request.method in METHODS else "other", response.status_code)
        seconds.observe(time.perf_counter() - begun)
        count.inc()
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """After routing, before the view."""
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        request.viewer = ANONYMOUS  # type: ignore[attr-defined]
        if name in NO_VIEWER_ROUTES or name.startswith("admin:"):  # the admin has its own sign-in and asks itself
            return None
        try:
            request.viewer = viewer_for(request, _DOORS.get(door_of(name), Door.REST))  # type: ignore[attr-defined]
        except (UnauthenticatedError, OperationalError, InterfaceError) as error:
            return fault_response(request, error)
        if name not in PUBLIC_ROUTES and request.viewer.kind is ViewerKind.ANONYMOUS:  # type: ignore[attr-defined]
            is_read = request.method in READ_METHODS or name in PUBLIC_READ_POSTS
            if not (settings.PUBLIC_READS and is_read):
                return fault_response(request, UnauthenticatedError("Sign in, or send a bearer token."))
        return None
