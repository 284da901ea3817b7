"""Bearer tokens of machines: made, looked up, revoked. Writer of ApiToken.

A token is `hw_` + 43 characters (32 random bytes) + 6 of checksum, so that secret scanners know it without asking us.
Only its SHA-256 is stored; it is shown once.
"""

from __future__ import annotations

import binascii
import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from catalog.database import rows
from catalog.errors import InvalidError, NotFoundError
from catalog.permissions import SCOPES
from catalog.viewers import Viewer, ViewerKind
from portal.models import ApiToken

PREFIX = "hw_"
MAX_DAYS = 365
_LENGTH = len(PREFIX) + 43 + 6


def _checksum(body: str) -> str:
    return base36(binascii.crc32(body.encode())).rjust(6, "0")[-6:]


def base36(number: int) -> str:
    """A number in digits and lower-case letters."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"


def token_create(
    *,
    name: str,
    scopes: list[str],
    namespaces: list[str] | None = None,
    days: int = 90,
    source_key: str = "openlineage",
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is not kept; raises InvalidError naming the field."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise InvalidError.of("scopes", f"{unknown or scopes} not accepted; known are {', '.join(SCOPES)}")
    if not 1 <= days <= MAX_DAYS:
        raise InvalidError.of("days", f"must be a whole number from 1 to {MAX_DAYS}")
    if not name.strip() or ApiToken.objects.filter(name=name, revoked_at__isnull=True).exists():
        raise InvalidError.of("name", f"{name!r} is empty or taken by another token")
    ApiToken.objects.filter(name=name).update(name=f"{name} (revoked {datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f})")
    body = PREFIX + secrets.token_urlsafe(32)
    secret = body + _checksum(body)
    token = ApiToken.objects.create(
        name=name,
        prefix=secret[:11],
        digest=hashlib.sha256(secret.encode()).digest(),
        scopes=sorted(set(scopes)),
        namespaces=namespaces or [],
        source_key=source_key,
        expires_at=datetime.now(UTC) + timedelta(days=days),
    )
    return token, secret


def token_revoke(name: str) -> None:
    """End a token at once; raises NotFoundError."""
    if not ApiToken.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=datetime.now(UTC)):
        raise NotFoundError(f"No living token has the name {name!r}.")


def viewer_of_token(secret: str) -> Viewer | None:
    """Who a bearer token stands for; None when it is malformed, unknown, expired or revoked."""
    found = bearers_of([secret]).get(secret)
    return found.viewer if found else None


class Bearer(NamedTuple):
    """Who sends a token, and the id of the source that its events count for; None while that is not made yet."""

    viewer: Viewer
    source_id: int | None


def bearers_of(texts: Iterable[str]) -> dict[str, Bearer]:
    """Who sends these tokens; without those that are malformed, unknown, expired or revoked.

    Looked up by digest, so that timing says nothing of how much of a guess was right.
    """
    digests = {hashlib.sha256(text.encode()).digest(): text for text in texts if _is_token(text)}
    if not digests:
        return {}
    bearers, unused = {}, []
    for id_, digest, uid, name, scopes, namespaces, source, is_unused, source_id in rows(_LIVING, [list(digests)]):
        if is_unused:
            unused.append(id_)
        viewer = Viewer(
            kind=ViewerKind.TOKEN,
            key=f"token:{uid}",
            name=name,
            scopes=frozenset(scopes),
            namespaces=tuple(namespaces),
            source=source,
        )
        bearers[digests[bytes(digest)]] = Bearer(viewer, source_id)
    if unused:
        ApiToken.objects.filter(pk__in=unused).update(last_used_at=datetime.now(UTC))
    return bearers


# Asked for with every call of a machine: a tenth of what the same costs through the model.
_LIVING = (
    "SELECT t.id, t.digest, t.uid, t.name, t.scopes, t.namespaces, t.source_key, "
    "t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute', s.id "
    "FROM portal_apitoken t LEFT JOIN catalog_source s ON s.key = t.source_key "
    "WHERE t.digest = ANY(%s) AND t.revoked_at IS NULL AND t.expires_at > now()"
)


def _is_token(text: str) -> bool:
    """Whether it has the shape of a token, checksum and all."""
    return len(text) == _LENGTH and text.startswith(PREFIX) and _checksum(text[:-6]) == text[-6:]
