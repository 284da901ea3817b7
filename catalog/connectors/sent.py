"""Connector `import`: descriptors that somebody sends (docs/bulk.md), by `manage.py import` or POST /import.

Nothing is read by itself: asked for a read it says what it said, so that all that was sent stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.ingest.connector import ConfigReader, Connector
from catalog.records import CursorRecord, Record, UnchangedRecord


class ImportConnector(Connector):
    """No configuration."""

    kind = "import"

    def __init__(self, config: Mapping[str, object]) -> None:
        ConfigReader(config).finish()

    def read(self, cursor: str | None) -> Iterator[Record]:
        yield UnchangedRecord()
        yield CursorRecord(cursor=cursor or "", complete=True)
