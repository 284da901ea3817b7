"""Stored events as bytes again, and where they are. They are zstd frames; most were packed with a dictionary, whose id stands
in the frame. They are partitioned by day of arrival."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import zstandard

from catalog.database import rows

EVENT_MAX = 64 * 1024 * 1024
# Where only some events are asked for, or may be seen, they are looked into one by one; so many and no more.
READ_MAX = 5_000
# The days that have a partition, as a row source in SQL. Joined to events it leads to one by its number alone: the key of a
# partition begins with the day, and before PostgreSQL 18 no index is read without its beginning.
DAYS = (
    "(SELECT to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') AS day FROM pg_inherits "
    "WHERE inhparent = 'lineage_inboxevent'::regclass)"
)
_dictionaries: dict[int, zstandard.ZstdCompressionDict] = {}
_of_thread = threading.local()  # a context of zstd may not be used by two threads at once


class PackedUnknown(ValueError):
    """The bytes are no frame of zstd, or their dictionary is gone."""


def arrived(since: datetime | None, until: datetime | None) -> tuple[str, list[Any]]:
    """A condition, to follow others, on the moment of arrival of lineage_inboxevent e: from `since`, before `until`; by the
    day as well, since it is the partition."""
    condition, params = "", list[Any]()
    # What waited when its day was dropped was moved to a later day, and is found there alone.
    for text, at in (
        ("e.day >= %s AND e.received_at >= %s", since),
        ("e.day <= %s AND e.received_at < %s", until),
    ):
        if at is not None:
            condition += f" AND {text}"
            params += [at.astimezone(UTC).date(), at]
    return condition, params


def unpack(body: bytes) -> bytes:
    """The JSON of a stored event; raises PackedUnknown."""
    try:
        number = zstandard.get_frame_parameters(body).dict_id
        return _inflater(number).decompress(body, max_output_size=EVENT_MAX)
    except zstandard.ZstdError as error:
        raise PackedUnknown(str(error)) from error


def dictionary(number: int) -> zstandard.ZstdCompressionDict:
    """The dictionary of that id; raises PackedUnknown."""
    if number not in _dictionaries:
        found = rows("SELECT body FROM lineage_eventdictionary WHERE id = %s", [number])
        if not found:
            raise PackedUnknown(f"dictionary {number} is gone")
        _dictionaries[number] = zstandard.ZstdCompressionDict(bytes(found[0][0]))
    return _dictionaries[number]


def _inflater(number: int) -> zstandard.ZstdDecompressor:
    known: dict[int, zstandard.ZstdDecompressor] = _of_thread.__dict__.setdefault("inflaters", {})
    if number not in known:
        known[number] = zstandard.ZstdDecompressor(dict_data=dictionary(number) if number else None)
    return known[number]
