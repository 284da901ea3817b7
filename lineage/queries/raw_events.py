"""Stored events as bytes again. They are zstd frames; most were packed with a dictionary, whose id stands in the frame."""

from __future__ import annotations

import threading

import zstandard

from catalog.database import rows

EVENT_MAX = 64 * 1024 * 1024
_dictionaries: dict[int, zstandard.ZstdCompressionDict] = {}
_of_thread = threading.local()  # a context of zstd may not be used by two threads at once


class PackedUnknown(ValueError):
    """The bytes are no frame of zstd, or their dictionary is gone."""


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
