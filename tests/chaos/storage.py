"""The only place of the harness that knows the product's tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import psycopg
import zstandard

from tests.chaos.events import FACET

Link = psycopg.Connection[tuple[object, ...]]


def stored_events(link: Link) -> Counter[str]:
    """How often each serial number was stored."""
    return Counter(json.loads(raw)["run"]["facets"][FACET]["serial"] for raw in raw_events(link))


def raw_events(link: Link) -> Iterator[bytes]:
    """JSON of every stored event, in the order of storage; most were packed with a dictionary."""
    inflaters = {0: zstandard.ZstdDecompressor()}
    for number, data in link.execute("SELECT id, body FROM lineage_eventdictionary").fetchall():
        inflaters[int(str(number))] = zstandard.ZstdDecompressor(zstandard.ZstdCompressionDict(bytes(data)))  # type: ignore[arg-type]
    for (body,) in link.execute("SELECT body FROM lineage_inboxevent ORDER BY id"):
        packed = bytes(body)  # type: ignore[arg-type]
        yield inflaters[zstandard.get_frame_parameters(packed).dict_id].decompress(packed, max_output_size=2**26)


def pending_events(link: Link) -> int:
    """Stored events that are neither applied nor parked yet."""
    return _number(link, "SELECT count(*) FROM lineage_inboxwork")


def parked_events(link: Link) -> list[str]:
    """Why events were parked; valid events never are."""
    return [str(row[0]) for row in link.execute("SELECT reason FROM lineage_inboxparked")]


def _number(link: Link, query: str) -> int:
    row = link.execute(query).fetchone()  # type: ignore[call-overload]
    return int(row[0]) if row else 0
