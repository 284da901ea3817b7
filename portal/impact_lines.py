"""What a change reaches as text: JSON Lines, or CSV for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import orjson

from catalog.words import Word
from lineage.answers import Impact


class ImpactFormat(Word):
    """What a whole list of impacts is sent as."""

    JSONL = "jsonl", "A line of JSON for each, as a page of the list has it."
    CSV = "csv", "A line of cells for each, below a line of names."


CONTENT_TYPES = {
    ImpactFormat.JSONL: "application/x-ndjson; charset=utf-8",
    ImpactFormat.CSV: "text/csv; charset=utf-8",
}
CELLS = (
    *("ref", "kind", "title", "hop", "tier", "team", "condition", "exact", "columns", "last_read_at", "path", "url"),
)
# A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def impacts_written(pages: Iterable[tuple[Impact, ...]], format: ImpactFormat) -> Iterator[bytes]:
    """The text, page by page; each page is made when it is asked for."""
    if format is ImpactFormat.CSV:
        yield _csv([CELLS])
    for page in pages:
        if format is ImpactFormat.CSV:
            yield _csv(map(_cells, page))
        else:
            yield b"".join(orjson.dumps(impact, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z) for impact in page)


def _cells(impact: Impact) -> tuple[Any, ...]:
    card = impact.entity
    return (
        card.ref,
        card.kind.value,
        card.title,
        impact.hop,
        card.tier,
        card.owner and card.owner.ref,
        card.condition,
        "true" if impact.exact else "false",
        " ".join(impact.columns),
        impact.last_read_at and impact.last_read_at.isoformat(),
        " > ".join(link.ref for link in impact.path),
        card.url,
    )


def _csv(lines: Iterable[Iterable[Any]]) -> bytes:
    """Lines of RFC 4180; a text that would be a formula stands behind an apostrophe."""
    text = StringIO()
    csv.writer(text).writerows([[_defused(cell) for cell in line] for line in lines])
    return text.getvalue().encode()


def _defused(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
