"""Answers that are made while they are sent, in pieces, so that no memory holds the whole of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson
from django.http import StreamingHttpResponse

from portal.api.faults import fault_of

Cut = Callable[[str], bytes]


def cut_object(text: str) -> bytes:
    """The begin of an object that never ends: neither JSON, nor a line of JSON Lines, nor a document of YAML."""
    return b'\n---\n{"error": ' + orjson.dumps(text)


def cut_cell(text: str) -> bytes:
    """The begin of a quoted cell that never ends: no line of CSV."""
    return b'\n"' + text.replace('"', '""').encode()


def stream_response(parts: Iterator[bytes], *, content_type: str, cut: Cut = cut_object) -> StreamingHttpResponse:
    """The status is sent with the first piece: what fails later ends the answer so that no reader takes it for whole."""
    response = StreamingHttpResponse(_guarded(parts, cut), content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def _guarded(parts: Iterator[bytes], cut: Cut) -> Iterator[bytes]:
    try:
        yield from parts
    except Exception as error:
        yield cut(f"The answer ends here, it is not whole. {fault_of(error).message}")
