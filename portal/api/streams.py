"""Answers that are made while they are sent, in pieces, so that no memory holds the whole of them."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from django.http import StreamingHttpResponse

from portal.api.faults import fault_of

# Begins an object that never ends: neither JSON, nor a line of JSON Lines, nor a document of YAML.
_CUT = b'\n---\n{"error": '


def stream_response(parts: Iterator[bytes], *, content_type: str) -> StreamingHttpResponse:
    """The status is sent with the first piece: what fails later ends the answer so that no reader takes it for whole."""
    response = StreamingHttpResponse(_guarded(parts), content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def _guarded(parts: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from parts
    except Exception as error:
        yield _CUT + orjson.dumps(f"The answer ends here, it is not whole. {fault_of(error).message}")
