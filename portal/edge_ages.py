"""`edge_ages` of headwater.yaml: how long an edge is believed after it was last seen, by source.

    edge_ages:
      - source: airflow-*   # key of a source, * is any text; without it every source
        stale_days: 14      # optional, 45: not seen for longer, an edge is marked as stale
        hidden_days: 120    # optional, never: not seen for longer, it is no lineage of today; seen again it is back

Of several that match a source the first one decides. What people declare never ages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalog.yaml_guard import YamlDocument
from lineage.edge_ages import USUAL, EdgeAges
from portal.configuration_file import ConfigurationProblem, WrongEntry, document_read, entries_of

PART = "edge_ages"
DAYS_MAX = 36_500
_FIELDS = ("source", "stale_days", "hidden_days")


def edge_ages_read(path: Path) -> tuple[EdgeAges, ...]:
    """Those of the file; what is wrong in it is told by whoever reads the rest."""
    document, _ = document_read(path)
    return edge_ages_of(document)[0] if document is not None else ()


def edge_ages_of(document: YamlDocument) -> tuple[tuple[EdgeAges, ...], list[ConfigurationProblem]]:
    """The entries that are right, in their order, and what is wrong with others."""
    return entries_of(document, PART, _FIELDS, _entry)


def _entry(entry: dict[str, Any]) -> EdgeAges:
    source = entry.get("source", "*")
    if not isinstance(source, str) or not source:
        raise WrongEntry("source", "must be the key of a source, such as 'airflow-*'")
    for field in ("stale_days", "hidden_days"):
        days = entry.get(field, 1)
        if type(days) is not int or not 1 <= days <= DAYS_MAX:
            raise WrongEntry(field, f"must be a whole number of days from 1 to {DAYS_MAX:,}")
    stale, hidden = entry.get("stale_days", USUAL.stale_days), entry.get("hidden_days")
    if hidden is not None and stale is not None and hidden < stale:
        raise WrongEntry("hidden_days", f"must not be less than stale_days, which is {stale}")
    return EdgeAges(source, stale, hidden)
