"""Make the file of the whole graph, now and then. Writer of GraphFile and GraphPart, and lets go of old rows of GraphChange.

A file has in it all of the transactions before its horizon, and a part of later ones. What it lacks stands in GraphChange from
the horizon on, so nobody has to wait for anybody (lineage/queries/estate_graph.py reads both).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from catalog.database import execute, rows
from lineage.estate_arrays import arrays_write
from lineage.queries.estate_graph import file_of
from lineage.queries.estate_read import EDGES_MIN, HORIZON, graph_read

# A file is made anew when so many nodes changed, or when any did that long ago, and for a tenth of the time at most.
CHANGES_MAX = 5_000
AGE_MAX = timedelta(minutes=10)
_REST = 10
PART_BYTES = 8 * 1024 * 1024
_LOCK = 0x4857_1001


def graph_refresh() -> bool:
    """Make a file when there is enough to say, unless somebody does; whether one was made."""
    if _is_due(datetime.now(UTC)):
        return graph_make() is not None
    if not rows("SELECT 1 FROM lineage_graphfile LIMIT 1"):
        execute(f"DELETE FROM lineage_graphchange WHERE xid < {HORIZON}")
    return False


def _is_due(now: datetime) -> bool:
    found = rows("SELECT made_at, seconds, change_id FROM lineage_graphfile ORDER BY made_at DESC LIMIT 1")
    if not found:
        return len(rows("SELECT 1 FROM lineage_edge LIMIT %s", [EDGES_MIN])) == EDGES_MIN
    made_at, seconds, change_id = found[0]
    if now < made_at + timedelta(seconds=_REST * seconds):
        return False
    changed = len(rows("SELECT 1 FROM lineage_graphchange WHERE id > %s LIMIT %s", [change_id, CHANGES_MAX]))
    return changed == CHANGES_MAX or (changed > 0 and now > made_at + AGE_MAX)


def graph_make() -> uuid.UUID | None:
    """Make a file of the graph as it is now; None while somebody else makes one."""
    begin, now, uid = time.perf_counter(), datetime.now(UTC), uuid.uuid4()
    with _alone() as cursor:
        if cursor is None:
            return None
        horizon, change_id, arrays = graph_read(cursor)
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
                "INSERT INTO lineage_graphfile (uid, made_at, seconds, horizon, change_id, edge_count, byte_count) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [uid, now, time.perf_counter() - begin, horizon, change_id, len(arrays["down_ids"]), len(content)],
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
