"""Read the whole graph out of the database, as arrays: for its file, or at once where it is small."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.database import rows
from catalog.errors import UnavailableError
from lineage.estate_arrays import NO_TIER, SPARE, EstateArrays, estate_arrays, estate_of, without_joined
from lineage.estate_past import KINDS, Spans, past_arrays
from lineage.queries.estate_graph import ATTRIBUTES, IS_THERE, NODES_FROM, SORTS, estate_graph

# Smaller graphs have no file: they are walked in SQL, and read as a whole, within a tenth of a second.
EDGES_MIN = 20_000
HORIZON = "(SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


def whole_graph() -> EstateArrays:
    """The graph as of now; raises UnavailableError while a large one is being read anew."""
    found = estate_graph()
    if found is not None:
        return found
    if len(rows("SELECT 1 FROM lineage_edge LIMIT %s", [EDGES_MIN])) == EDGES_MIN:
        raise UnavailableError("The graph is being read anew; ask again in a minute.")
    with connection.cursor() as cursor:
        return estate_of(_arrays(cursor, spare=0))


_VALUES = ", ".join(f"coalesce(f.facets[{place}], 0)" for place in ATTRIBUTES.values())
_NODES = (
    f"SELECT e.id::bigint, ({IS_THERE})::int::bigint, (e.deleted_at IS NULL)::int::bigint, e.restricted::int::bigint, "
    f"coalesce(e.tier, {NO_TIER})::bigint, coalesce(s.popularity, 0), {_VALUES} FROM {NODES_FROM}"
)


def graph_read(cursor: Any) -> tuple[int, int, dict[str, NDArray[np.generic]]]:
    """(horizon, greatest change, arrays) of one snapshot, for a file."""
    cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # arrays are made between two statements
    cursor.execute(f"SELECT {HORIZON}, (SELECT coalesce(max(id), 0) FROM lineage_graphchange)")
    horizon, change_id = cursor.fetchone()
    arrays = _arrays(cursor, SPARE)
    arrays |= _past(cursor, len(arrays["is_there"]))
    cursor.execute("COMMIT")
    return horizon, change_id, arrays


def _arrays(cursor: Any, spare: int) -> dict[str, NDArray[np.generic]]:
    direct = _columns(cursor, "SELECT source_id, target_id FROM lineage_edge", [np.int32] * 2)
    folded = _columns(cursor, "SELECT source_id, target_id FROM lineage_foldededge WHERE basis < 3", [np.int32] * 2)
    nodes, is_there, is_kept, is_restricted, tier, popularity, *values = _columns(
        cursor, _NODES, [np.int64] * 5 + [np.float64] + [np.int64] * len(ATTRIBUTES)
    )
    size = int(nodes.max(initial=0)) + 1
    alone = without_joined(folded[0], folded[1], (direct[0], direct[1]), size)
    edges = [np.concatenate([side, more[alone]]) for side, more in zip(direct, folded, strict=True)]
    return estate_arrays(
        (edges[0], edges[1]),
        nodes.astype(np.int32),
        {
            "is_there": is_there,
            "is_kept": is_kept,
            "is_restricted": is_restricted,
            "tier": tier,
            "popularity": popularity,
        },
        dict(zip(ATTRIBUTES, values, strict=True)),
        spare=spare,
    )


def _past(cursor: Any, size: int) -> dict[str, NDArray[np.generic]]:
    """Edges of all times, and who stands for whom."""
    members, heads = _columns(
        cursor, "SELECT id, canonical_id FROM catalog_entity WHERE canonical_id IS NOT NULL", [np.int32, np.int32]
    )
    standing = np.arange(size, dtype=np.int32)
    standing[members] = heads
    arrays: dict[str, NDArray[np.generic]] = {"heads": standing}
    for name, condition in SORTS.items():
        spans = Spans(*_columns(cursor, f"SELECT {_SPAN} FROM lineage_edgeevidence e WHERE {condition}", KINDS))
        # What the catalog forgot stands in old evidence still
        arrays |= past_arrays(name, spans.at((spans.sources < size) & (spans.targets < size)), size)
    return arrays


# As PostgreSQL sends times: microseconds, and the greatest number for infinity
_SPAN = "e.source_id, e.target_id, e.first_seen_at, coalesce(e.superseded_at, 'infinity'), e.basis"
# COPY's binary format: a head of 19 bytes, then rows of (number of values, (length, value), ...), and an end of 2 bytes.
_COPY_HEAD = 19
_BLOCK = 500_000


def _columns(cursor: Any, query: str, kinds: Sequence[type[np.generic]]) -> list[NDArray[Any]]:
    """Columns of a query that are numbers of these kinds, and never NULL."""
    named = [(f"value{i}", np.dtype(kind).newbyteorder(">")) for i, kind in enumerate(kinds)]
    parts = [part for i, value in enumerate(named) for part in ((f"length{i}", ">i4"), value)]
    row = np.dtype([("count", ">i2"), *parts])
    blocks: list[list[NDArray[Any]]] = []
    with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
        rest, sent = b"", iter(copy)
        while block := list(islice(sent, _BLOCK)):  # all of it at once would take three times the memory
            content = rest + b"".join(block)
            content = content if blocks else content[_COPY_HEAD:]
            count = len(content) // row.itemsize
            found = np.frombuffer(content, row, count)
            blocks.append([found[f"value{i}"].astype(kind) for i, kind in enumerate(kinds)])
            rest = content[count * row.itemsize :]
    return [np.concatenate(column) for column in zip(*blocks, strict=True)]
