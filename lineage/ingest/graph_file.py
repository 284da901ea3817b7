"""Make the file of the whole graph, now and then. Writer of GraphFile and GraphPart, and lets go of old rows of GraphChange.

A file has in it all of the transactions before its horizon, and a part of later ones. What it lacks stands in GraphChange from
the horizon on, so nobody has to wait for anybody (lineage/queries/estate_graph.py reads both).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from catalog.database import execute, rows
from lineage.estate_arrays import NO_TIER, arrays_write, estate_arrays, without_joined
from lineage.queries.estate_graph import ATTRIBUTES, NODES_FROM, file_of

# Smaller graphs are walked in SQL within a tenth of a second.
EDGES_MIN = 20_000
# A file is made anew when so many nodes changed, or when any did that long ago, and for a tenth of the time at most.
CHANGES_MAX = 5_000
AGE_MAX = timedelta(minutes=10)
_REST = 10
PART_BYTES = 8 * 1024 * 1024
_LOCK = 0x4857_1001
_HORIZON = "(SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


def graph_refresh() -> bool:
    """Make a file when there is enough to say, unless somebody does; whether one was made."""
    if _is_due(datetime.now(UTC)):
        return graph_make() is not None
    if not rows("SELECT 1 FROM lineage_graphfile LIMIT 1"):
        execute(f"DELETE FROM lineage_graphchange WHERE xid < {_HORIZON}")
    return False


def _is_due(now: datetime) -> bool:
    found = rows("SELECT made_at, seconds, horizon FROM lineage_graphfile ORDER BY made_at DESC LIMIT 1")
    if not found:
        return len(rows("SELECT 1 FROM lineage_edge LIMIT %s", [EDGES_MIN])) == EDGES_MIN
    made_at, seconds, horizon = found[0]
    if now < made_at + timedelta(seconds=_REST * seconds):
        return False
    changed = len(rows("SELECT 1 FROM lineage_graphchange WHERE xid >= %s LIMIT %s", [horizon, CHANGES_MAX]))
    return changed == CHANGES_MAX or (changed > 0 and now > made_at + AGE_MAX)


def graph_make() -> uuid.UUID | None:
    """Make a file of the graph as it is now; None while somebody else makes one."""
    begin, now, uid = time.perf_counter(), datetime.now(UTC), uuid.uuid4()
    with _alone() as cursor:
        if cursor is None:
            return None
        horizon, arrays = _read(cursor)
        path = file_of(uid)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        arrays_write(fresh, arrays)
        content = fresh.read_bytes()
        fresh.rename(path)
        with transaction.atomic():
            for part, start in enumerate(range(0, len(content), PART_BYTES)):
                execute(
                    "INSERT INTO lineage_graphpart (uid, part, bytes) VALUES (%s, %s, %s)",
                    [uid, part, content[start : start + PART_BYTES]],
                )
            execute(
                "INSERT INTO lineage_graphfile (uid, made_at, seconds, horizon, edge_count, byte_count) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                [uid, now, time.perf_counter() - begin, horizon, len(arrays["down_ids"]), len(content)],
            )
            _let_go()
    return uid


@contextmanager
def _alone() -> Iterator[Any]:
    """A cursor of a connection that nothing else uses, while nobody else makes a file; None when somebody does."""
    link = connection.copy()
    try:
        with link.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                yield None
                return
            yield cursor
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    finally:
        link.close()


def _let_go() -> None:
    """Files but the two newest, and changes that the older of these has in it."""
    old = rows(
        "DELETE FROM lineage_graphfile WHERE uid IN (SELECT uid FROM lineage_graphfile ORDER BY made_at DESC OFFSET 2) "
        "RETURNING uid"
    )
    execute("DELETE FROM lineage_graphpart WHERE uid NOT IN (SELECT uid FROM lineage_graphfile)")
    execute("DELETE FROM lineage_graphchange WHERE xid < (SELECT min(horizon) FROM lineage_graphfile)")
    for (uid,) in old:
        file_of(uid).unlink(missing_ok=True)


_VALUES = ", ".join(f"coalesce(f.facets[{place}], 0)" for place in ATTRIBUTES.values())
_NODES = (
    "SELECT e.id::bigint, (e.deleted_at IS NULL AND g.dataset_id IS NULL)::int::bigint, e.restricted::int::bigint, "
    f"coalesce(e.tier, {NO_TIER})::bigint, coalesce(s.popularity, 0), {_VALUES} FROM {NODES_FROM}"
)


def _read(cursor: Any) -> tuple[int, dict[str, NDArray[np.generic]]]:
    """(horizon, arrays) of one snapshot."""
    cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # arrays are made between two statements
    cursor.execute(f"SELECT {_HORIZON}")
    horizon = cursor.fetchone()[0]
    direct = _columns(cursor, "SELECT source_id, target_id FROM lineage_edge", [np.int32] * 2)
    folded = _columns(cursor, "SELECT source_id, target_id FROM lineage_foldededge WHERE basis < 3", [np.int32] * 2)
    nodes, is_there, is_restricted, tier, popularity, *values = _columns(
        cursor, _NODES, [np.int64] * 4 + [np.float64] + [np.int64] * len(ATTRIBUTES)
    )
    cursor.execute("COMMIT")
    size = int(nodes.max(initial=0)) + 1
    alone = without_joined(folded[0], folded[1], (direct[0], direct[1]), size)
    edges = [np.concatenate([side, more[alone]]) for side, more in zip(direct, folded, strict=True)]
    return horizon, estate_arrays(
        (edges[0], edges[1]),
        nodes.astype(np.int32),
        {"is_there": is_there, "is_restricted": is_restricted, "tier": tier, "popularity": popularity},
        dict(zip(ATTRIBUTES, values, strict=True)),
    )


# COPY's binary format: a head of 19 bytes, rows of (number of values, (length, value), ...), and an end of 2 bytes.
_COPY_HEAD, _COPY_END = 19, 2


def _columns(cursor: Any, query: str, kinds: Sequence[type[np.generic]]) -> list[NDArray[Any]]:
    """Columns of a query that are numbers of these kinds, and never NULL."""
    with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
        content = b"".join(copy)
    named = [(f"value{i}", np.dtype(kind).newbyteorder(">")) for i, kind in enumerate(kinds)]
    parts = [part for i, value in enumerate(named) for part in ((f"length{i}", ">i4"), value)]
    row = np.dtype([("count", ">i2"), *parts])
    count = (len(content) - _COPY_HEAD - _COPY_END) // row.itemsize
    found = np.frombuffer(content, row, count, _COPY_HEAD)
    return [found[f"value{i}"].astype(kind) for i, kind in enumerate(kinds)]
