"""The only place of the harness that knows the product's tables."""

from __future__ import annotations

import json
from collections import Counter

import psycopg
import zstandard

from tests.chaos.events import FACET

Link = psycopg.Connection[tuple[object, ...]]


def stored_events(link: Link) -> Counter[str]:
    """How often each serial number was stored."""
    found: Counter[str] = Counter()
    inflate = zstandard.ZstdDecompressor()
    for (body,) in link.execute("SELECT body FROM lineage_inboxevent"):
        event = json.loads(inflate.decompress(bytes(body), max_output_size=2**26))  # type: ignore[arg-type]
        found[event["run"]["facets"][FACET]["serial"]] += 1
    return found


def pending_events(link: Link) -> int:
    """Stored events that are neither applied nor parked yet."""
    return _number(link, "SELECT count(*) FROM lineage_inboxwork")


def parked_events(link: Link) -> list[str]:
    """Why events were parked; valid events never are."""
    return [str(row[0]) for row in link.execute("SELECT reason FROM lineage_inboxparked")]


def _number(link: Link, query: str) -> int:
    row = link.execute(query).fetchone()  # type: ignore[call-overload]
    return int(row[0]) if row else 0
