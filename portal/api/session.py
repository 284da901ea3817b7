"""Sign in and out of the web UI, and who one is."""

from __future__ import annotations

import orjson
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from catalog.errors import HeadwaterError, InvalidError, UnauthenticatedError
from portal.api.faults import fault_response, json_response

ATTEMPTS = 10
WINDOW_SECONDS = 300


class RateLimitedError(HeadwaterError):
    """Too many attempts."""

    code = "RATE_LIMITED"
    title = "Too many attempts"


@require_GET
@ensure_csrf_cookie
def session(request: HttpRequest) -> HttpResponse:
    """Whether somebody is signed in; also sets the CSRF cookie that the UI sends back."""
    user = request.user
    return json_response(
        {
            "signed_in": user.is_authenticated,
            "name": (user.get_full_name() or user.get_username()) if user.is_authenticated else None,
            "public_reads": settings.PUBLIC_READS,
        }
    )


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password as JSON: 204 and a session, or 401 with one uniform answer."""
    try:
        if request.content_type != "application/json":
            raise InvalidError.of("Content-Type", "must be application/json")
        body = orjson.loads(request.body)
        name, password = body.get("username"), body.get("password")
        if not isinstance(name, str) or not isinstance(password, str):
            raise InvalidError.of("username", "username and password must be texts")
        key = f"sign-in:{name.lower()[:100]}:{request.META.get('REMOTE_ADDR', '')}"
        cache.add(key, 0, WINDOW_SECONDS)
        if cache.incr(key) > ATTEMPTS:
            raise RateLimitedError("Too many attempts; wait five minutes.", retry_after_seconds=WINDOW_SECONDS)
        user = authenticate(request, username=name, password=password)
        if user is None:
            raise UnauthenticatedError("Name or password is wrong.")
    except (orjson.JSONDecodeError, AttributeError):
        return fault_response(request, InvalidError.of("body", "must be a JSON object with username and password"))
    except Exception as error:
        return fault_response(request, error)
    login(request, user)
    cache.delete(key)
    return HttpResponse(status=204)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server."""
    logout(request)
    return HttpResponse(status=204)
