"""Events applied, and nothing that follows from them: each test says itself when facts are made."""

from __future__ import annotations

from typing import Any

from lineage.ingest.apply import inbox_drain
from tests.builders import store


def ingest(*events: dict[str, Any], source: str = "openlineage") -> int:
    """Store events and apply all that waits; how many were applied."""
    store(*events, source=source)
    return inbox_drain()
