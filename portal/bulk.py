"""Descriptors as the text of a bulk export: one after the other, in bytes that are the same for the same catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from catalog.ingest.sent import BulkFormat
from catalog.queries.descriptor_text import descriptor_ordered, descriptor_text

CONTENT_TYPES = {
    BulkFormat.YAML: "application/yaml; charset=utf-8",
    BulkFormat.JSONL: "application/jsonl; charset=utf-8",
}


def written(pages: Iterable[tuple[dict[str, Any], ...]], format: BulkFormat) -> Iterator[bytes]:
    """The text, page by page; each page is made when it is asked for."""
    for page in pages:
        if format is BulkFormat.YAML:
            yield "".join(f"---\n{descriptor_text(descriptor)}" for descriptor in page).encode()
        else:
            yield b"".join(orjson.dumps(descriptor_ordered(d), option=orjson.OPT_APPEND_NEWLINE) for d in page)
