"""Bringing the demo estate in, keeping it alive, and taking it out again.

The estate itself (portal/demo) is a pure generator. Here its descriptors become a source and its events go through the
real intake door, over HTTP with a token, so that a first look shows what a producer would cause. Everything of it counts
for two sources, by which it is removed.
"""

from __future__ import annotations

import itertools
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from catalog.database import rows
from catalog.ingest.pipeline import source_sync
from catalog.ingest.removal import entities_delete, sources_delete, sources_forget
from catalog.ingest.sources import SourceSpec, source_ensure
from catalog.ingest.stitch import stitch_pending
from lineage.ingest.removal import lineage_forget
from portal.demo import history, live, write_descriptors
from portal.models import ApiToken
from portal.tokens import token_create, token_revoke

DESCRIPTORS = "demo"
EVENTS = "demo-events"
TOKEN = "demo"
BATCH = 200
HISTORY_DAYS = 60
Say = Callable[[str], None]


def demo_is_in() -> bool:
    """Whether the estate was brought in before."""
    return bool(rows("SELECT 1 FROM catalog_source WHERE key = %s", [DESCRIPTORS]))


def catalog_is_empty() -> bool:
    """Only an empty catalog gets the estate by itself."""
    return not rows("SELECT 1 FROM catalog_entity LIMIT 1")


def demo_seed(say: Say, *, now: datetime | None = None) -> int:
    """Bring the estate in; how many events were sent. Half done and run again it goes on: duplicates are harmless."""
    now = (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
    folder = settings.HOME / "demo" / "descriptors"
    folder.mkdir(parents=True, exist_ok=True)
    write_descriptors(folder)
    source_ensure(
        SourceSpec(
            key=DESCRIPTORS,
            title="Demo: catalog of Tonic",
            kind="files",
            config={"root": str(folder), "patterns": ["**/*.yaml"]},
            interval_seconds=300,
            trusted_for_owners=True,
        )
    )
    outcome = source_sync(DESCRIPTORS)
    say(f"{outcome.read_count} descriptors read, {len(outcome.issues)} issues")
    sent = _send(history(now, days=HISTORY_DAYS), say)
    _live_mark().write_text(now.isoformat())
    return sent


def demo_live() -> int:
    """Send what happened since the last call, so that freshness moves; how many events."""
    mark = _live_mark()
    if not mark.exists():
        return 0
    now = datetime.now(UTC)
    since = max(datetime.fromisoformat(mark.read_text()), now - timedelta(days=1))
    sent = _send(live(now, since), lambda text: None)
    mark.write_text(now.isoformat())
    return sent


def _live_mark() -> Path:
    return Path(settings.HOME) / "demo" / "live-until"


def _send(events: Iterable[dict[str, Any]], say: Say) -> int:
    """POST events to the portal's own intake in batches."""
    secret = _secret()
    sent = 0
    for batch in _chunks(iter(events)):
        _post(batch, secret)
        sent += len(batch)
        if sent % (25 * BATCH) == 0:
            say(f"{sent} events sent")
    return sent


def _chunks(events: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(itertools.islice(events, BATCH)):
        yield batch


def _post(batch: list[dict[str, Any]], secret: str) -> None:
    host = f"[{settings.HOST}]" if ":" in settings.HOST else {"0.0.0.0": "127.0.0.1"}.get(settings.HOST, settings.HOST)
    request = urllib.request.Request(  # noqa: S310  our own door
        f"http://{host}:{settings.PORT}/api/v1/lineage/batch",
        data=orjson.dumps(batch),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {secret}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        summary = orjson.loads(answer.read())
    if summary["summary"]["failed"]:
        raise RuntimeError(f"the intake refused demo events: {summary['failed_events'][:3]}")


def _secret() -> str:
    """The demo's own token, kept beside the secret key with the same protection; made anew when it is gone."""
    path = Path(settings.HOME) / "demo" / "token"
    alive = ApiToken.objects.filter(name=TOKEN, revoked_at__isnull=True, expires_at__gt=datetime.now(UTC)).exists()
    if alive and path.exists():
        return path.read_text().strip()
    _revoke()
    _, secret = token_create(name=TOKEN, scopes=["ingest:write"], days=365, source_key=EVENTS)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secret)
    return secret


def _revoke() -> None:
    if ApiToken.objects.filter(name=TOKEN, revoked_at__isnull=True).exists():
        token_revoke(TOKEN)


@transaction.atomic
def _forget() -> int:
    sources = [row[0] for row in rows("SELECT id FROM catalog_source WHERE key = ANY(%s)", [[DESCRIPTORS, EVENTS]])]
    forgotten = sources_forget(sources)
    lineage_forget(sources, forgotten.gone)
    entities_delete(forgotten.gone)
    sources_delete(sources)
    return len(forgotten.gone)


def demo_remove() -> int:
    """Take the estate out; how many entities went. What real sources say of the same entities stays."""
    gone = _forget()
    stitch_pending()
    _revoke()
    _live_mark().unlink(missing_ok=True)
    return gone
