"""All facets of one run in one value: its own, and those of what it read and wrote. Pure.

Of each facet the latest instance stands, by (time, rank of the event type, content), so that the order of events does
not matter; a deleted one leaves a mark that an older instance cannot undo. Columns that a run states outright add up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
import zstandard

# Bigger ones (query plans of 10 MB exist) stay in the raw event alone; the run says how big they were.
FACET_LIMIT = 64 * 1024
# (microseconds since 1970, rank, body); body None: deleted
Instance = tuple[int, int, Any]
# One column flow by database ids: source, its path, target path, direct, subtype, masking, description
Flow = tuple[int, str, str, bool | None, str, bool, str | None]


@dataclass(slots=True)
class FacetsOfRun:
    """Facets by name; those of inputs and outputs by dataset id first."""

    run: dict[str, Instance] = field(default_factory=dict)
    inputs: dict[int, dict[str, Instance]] = field(default_factory=dict)
    outputs: dict[int, dict[str, Instance]] = field(default_factory=dict)
    stated: dict[int, tuple[tuple[int, int], set[Flow]]] = field(default_factory=dict)
    """By target dataset: (time, rank) of the last event that stated columns of it, and all flows that any stated."""

    def put(self, group: dict[str, Instance], name: str, at: datetime, rank: int, body: object) -> None:
        """Take in one instance of a facet of this run; commutative and idempotent."""
        is_deleted = body is None or (isinstance(body, dict) and body.get("_deleted") is True)
        raw = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        if len(raw) > FACET_LIMIT:
            body = {"_omitted": f"{len(raw)} bytes"}
        new = (micros(at), rank, None if is_deleted else body)
        old = group.get(name[:200])
        if old is None or (*new[:2], _text(new[2])) > (*old[:2], _text(old[2])):
            group[name[:200]] = new

    def state(self, target_id: int, at: datetime, rank: int, flows: set[Flow]) -> None:
        """Add flows that an event states of a dataset."""
        order, known = self.stated.get(target_id, ((0, 0), set()))
        self.stated[target_id] = (max(order, (micros(at), rank)), known | flows)


def micros(at: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return int(at.replace(microsecond=0).timestamp()) * 1_000_000 + at.microsecond


def instant(at: int) -> datetime:
    """The instant that `micros` made a number of."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).replace(microsecond=at % 1_000_000)


def _text(body: object) -> bytes:
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def facets_encode(facets: FacetsOfRun) -> bytes:
    """As stored."""
    stated = {str(target): [*order, sorted(flows, key=repr)] for target, (order, flows) in facets.stated.items()}
    value = {
        "run": facets.run,
        "inputs": {str(i): some for i, some in facets.inputs.items()},
        "outputs": {str(i): some for i, some in facets.outputs.items()},
        "stated": stated,
    }
    kept = {name: part for name, part in value.items() if part}
    return zstandard.ZstdCompressor(level=3).compress(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS))


def facets_decode(stored: bytes) -> FacetsOfRun:
    """As it was."""
    value = orjson.loads(zstandard.ZstdDecompressor().decompress(bytes(stored)))

    def group(some: dict[str, Any]) -> dict[str, Instance]:
        return {name: (at, rank, body) for name, (at, rank, body) in some.items()}

    return FacetsOfRun(
        run=group(value.get("run", {})),
        inputs={int(i): group(some) for i, some in value.get("inputs", {}).items()},
        outputs={int(i): group(some) for i, some in value.get("outputs", {}).items()},
        stated={
            int(target): ((at, rank), {(*flow,) for flow in flows})
            for target, (at, rank, flows) in value.get("stated", {}).items()
        },
    )
