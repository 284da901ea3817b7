"""A portal elsewhere, asked from a command line: a machine that builds has a token and no database.

The person who types the address decides where this goes; nothing that a configuration or somebody else names comes here.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import orjson

SECONDS = 60
ANSWER_MAX = 16 * 1024 * 1024


class RemoteError(Exception):
    """The portal is not there, or refused; the message says what it said."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token goes to the address that was typed alone."""

    def redirect_request(self, *args: Any) -> None:
        return None


def remote_post(server: str, path: str, body: Any, *, token: str | None) -> Any:
    """The JSON that a portal answers; raises RemoteError."""
    if urlsplit(server).scheme not in ("http", "https") or not urlsplit(server).netloc:
        raise RemoteError(f"{server!r} is no address; accepted: https://host")
    request = urllib.request.Request(  # noqa: S310  http or https, as looked at above
        f"{server.rstrip('/')}{path}",
        data=orjson.dumps(body),
        headers={"Content-Type": "application/json", "Accept": "application/json"}
        | ({"Authorization": f"Bearer {token}"} if token else {}),
    )
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=SECONDS) as answer:
            return orjson.loads(answer.read(ANSWER_MAX))
    except urllib.error.HTTPError as error:
        raise RemoteError(f"{server} answered {error.code}: {_said(error.read(ANSWER_MAX))}") from None
    except (OSError, orjson.JSONDecodeError) as error:
        reason = getattr(error, "reason", error)
        raise RemoteError(f"{server} did not answer as a portal does: {reason}") from None


def _said(body: bytes) -> str:
    """The sentence of a refusal (problem+json)."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "nothing that can be read"
    return str(found.get("detail") or found.get("title")) if isinstance(found, dict) else "nothing that can be read"
