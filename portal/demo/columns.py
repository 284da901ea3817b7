"""Columns of the demo's tables, and which input columns an output column is made from. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column; the description may be empty, as in life."""

    name: str
    type: str
    description: str = ""


def columns_of(
    name: str, type_: str, flow: dict[str, Any] | None, written: list[list[str]] | None
) -> tuple[Column, ...]:
    """The columns written in the seed file, or the usual ones of such a table; none for a dashboard or
    model.
    """
    if written:
        return tuple(Column(*column) for column in written)
    if type_ in ("dashboard", "model"):
        return ()
    if flow is None:
        return _columns(
            "day DATE, item_id STRING, territory STRING, row_count INT64, amount NUMERIC",
            "updated_at TIMESTAMP",
        )
    of, by, count = f"{flow['of']}_id", flow["by"], f"{flow['name']}_count"
    event, who = "event_id STRING, event_time TIMESTAMP", f"{of} STRING, {by} STRING, territory STRING"
    counted = f"{count} INT64, quantity NUMERIC"
    usual = {
        "_raw": (event, who, "quantity INT64, payload JSON"),
        "_clean": (event, "day DATE", who, "quantity INT64"),
        "_rejects": (event, "reason STRING, payload JSON"),
        "_daily": ("day DATE", who, counted, "first_seen_at TIMESTAMP"),
        f"_by_{by}": (f"day DATE, {by} STRING", counted, "share FLOAT64"),
        "_weekly": (f"week DATE, {of} STRING", counted, "change_share FLOAT64"),
    }
    other = (f"day DATE, {of} STRING, {count} INT64, score FLOAT64", "updated_at TIMESTAMP")
    return _columns(*usual.get(name.removeprefix(flow["name"]), other))


def _columns(*parts: str) -> tuple[Column, ...]:
    return tuple(Column(*text.split(" ")) for text in ", ".join(parts).split(", "))


# Columns made from another one, when no input has them: (how, candidates in the input).
_MADE_FROM = {
    "hour": ("TRANSFORMATION", ("event_time",)),
    "day": ("TRANSFORMATION", ("event_time", "hour", "payout_date", "royalty_day")),
    "royalty_day": ("TRANSFORMATION", ("event_time", "hour")),
    "payout_date": ("TRANSFORMATION", ("royalty_day",)),
    "week": ("TRANSFORMATION", ("day",)),
    "stream_id": ("TRANSFORMATION", ("event_id",)),
    "billable_streams": ("AGGREGATION", ("ms_played",)),
    "gross_usd": ("TRANSFORMATION", ("billable_streams", "rate_micro")),
    "amount_usd": ("TRANSFORMATION", ("billable_streams", "rate_micro", "rate")),
    "revenue_usd": ("AGGREGATION", ("amount",)),
    "score": ("TRANSFORMATION", ("quantity",)),
    "share": ("AGGREGATION", ("quantity",)),
    "change_share": ("AGGREGATION", ("quantity",)),
    "amount": ("AGGREGATION", ("amount_usd", "rate_micro")),
    "row_count": ("AGGREGATION", ("stream_id", "event_id", "item_id")),
    "updated_at": ("TRANSFORMATION", ("first_seen_at",)),
    "first_seen_at": ("AGGREGATION", ("event_time",)),
}


def origins_of(column: Column, inputs: Iterable[tuple[str, tuple[Column, ...]]]) -> list[tuple[str, str, str]]:
    """(input key, input column, IDENTITY, TRANSFORMATION or AGGREGATION) a column is made from."""
    inputs = list(inputs)
    for key, columns in inputs:
        if any(column.name == other.name for other in columns):
            return [(key, column.name, "IDENTITY")]
    how, candidates = _MADE_FROM.get(column.name, ("AGGREGATION", ("quantity",)))
    if column.name not in _MADE_FROM and not column.name.endswith("_count"):
        return []
    found = []
    for candidate in candidates:
        for key, columns in inputs:
            if any(candidate == other.name for other in columns):
                found.append((key, candidate, how))
                break
    return found if column.name.endswith("_usd") else found[:1]
