"""Descriptors that somebody sends, as records: YAML of many documents, or JSON Lines, read piece by piece (threat T16).

A document has up to 1 MiB; what is sent has any length. Here a descriptor may lack its owner, type and lifecycle, other than in
files: an export has none where the catalog knows none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import orjson

from catalog.ingest.connector import ConnectorReadError
from catalog.ingest.descriptor_documents import DescriptorDocuments
from catalog.ingest.placeholders import PlaceholderError
from catalog.ingest.sanity import PayloadRefused, normalise
from catalog.records import CursorRecord, IssueRecord, ProgressRecord, Record
from catalog.words import Word
from catalog.yaml_guard import BYTES_MAX, YamlDocument, YamlRefused, document_of, yaml_documents

ISSUES_MAX = 10_000
PROGRESS_EVERY = 200
OPTIONAL = frozenset({"spec.owner", "spec.type", "spec.lifecycle"})
_MARKER = re.compile(rb"---(?=\s|\Z)")
ReadLine = Callable[[int], bytes]


class BulkFormat(Word):
    """How many descriptors are written in one text."""

    YAML = "yaml", "YAML, a document for each, with --- before it."
    JSONL = "jsonl", "JSON Lines: a line for each."


def sent_records(name: str, readline: ReadLine, format: BulkFormat) -> Iterator[Record]:
    """Entities, issues, and the end: `name` is what places are told by (`name:line`); `readline` gives up to so many bytes of the
    next line, none at the end. Raises ConnectorReadError when almost nothing in it is right."""
    documents = DescriptorDocuments(lambda path, line: None, _nothing_beside, optional=OPTIONAL)
    items = _yaml(readline) if format is BulkFormat.YAML else _jsonl(readline)
    issues = 0
    for done, item in enumerate(items):
        if done % PROGRESS_EVERY == 0:
            yield ProgressRecord(done=done, total=None, note="documents")
        for record, _ in documents.of_items(name, [item]):
            issues += isinstance(record, IssueRecord)
            if issues > ISSUES_MAX:
                raise ConnectorReadError(f"more than {ISSUES_MAX} things are wrong; the rest was not read")
            yield record
    yield CursorRecord(cursor=name, complete=True)


def _nothing_beside(path: str, target: str) -> bytes:
    raise PlaceholderError("placeholder.sent", "has no file beside it, since it was sent; accepted: the content itself")


def _yaml(readline: ReadLine) -> Iterator[YamlDocument | YamlRefused]:
    for line, part in _parts(readline):
        if part is None:
            yield YamlRefused(line, f"the document has more than {BYTES_MAX} bytes; accepted: up to {BYTES_MAX}")
        else:
            yield from yaml_documents(part, first_line=line)


def _parts(readline: ReadLine) -> Iterator[tuple[int, bytes | None]]:
    """(first line, text) of what stands between the markers of documents; None for what is too long."""
    first, size = 1, 0
    lines: list[bytes] = []
    for number, line in _lines(readline):
        if _MARKER.match(line) and lines:
            yield first, b"".join(lines) if size <= BYTES_MAX else None
            first, size, lines = number, 0, []
        size += len(line)
        if size <= BYTES_MAX or not lines:
            lines.append(line)
    if lines:
        yield first, b"".join(lines) if size <= BYTES_MAX else None


def _lines(readline: ReadLine) -> Iterator[tuple[int, bytes]]:
    """(number, line); of one that is too long what shows that it is."""
    number = 0
    while line := readline(BYTES_MAX + 1):
        number += 1
        yield number, line
        while len(line) > BYTES_MAX and not line.endswith(b"\n"):
            line = readline(BYTES_MAX + 1)


def _jsonl(readline: ReadLine) -> Iterator[YamlDocument | YamlRefused]:
    for number, line in _lines(readline):
        if not line.strip():
            continue
        if len(line) > BYTES_MAX:
            yield YamlRefused(number, f"the line has more than {BYTES_MAX} bytes; accepted: up to {BYTES_MAX}")
            continue
        try:
            yield document_of(number, normalise(orjson.loads(line), line))
        except orjson.JSONDecodeError as error:
            yield YamlRefused(number, f"is not JSON: {error}")
        except PayloadRefused as error:
            yield YamlRefused(number, str(error))
