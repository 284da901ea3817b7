"""The whole graph in memory, as it is now: the newest file, and what changed since it was made.

Whoever asks sees all that was committed before: one statement tells the newest file and the changes of transactions that may not
be in it. A change only says which nodes are otherwise; what they are now is read then, so neither the order of changes nor
reading one twice matters. (Two statements, or an order by transaction, would lose changes of transactions that overlap.)
"""

from __future__ import annotations

import threading
import uuid
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from catalog.database import rows
from lineage.answers import Grain
from lineage.estate_arrays import NO_TIER, EstateArrays, arrays_map, estate_of
from lineage.estate_past import EstatePast, Spans, instant_of, past_of
from lineage.queries.edges import FOLDED, EdgeView

# What of an entity the graph knows, and where in catalog_facetrow.facets it stands.
ATTRIBUTES = {"kind": 3, "platform": 5, "owner": 6, "tier": 8, "system": 10, "domain": 11}
IS_THERE = "e.deleted_at IS NULL AND e.canonical_id IS NULL AND g.dataset_id IS NULL"
NODES_FROM = (
    "catalog_entity e LEFT JOIN catalog_facetrow f ON f.entity_id = e.id "
    "LEFT JOIN catalog_searchdocument s ON s.entity_id = e.id LEFT JOIN lineage_gonedataset g ON g.dataset_id = e.id"
)
# Evidence e of edges by what they are to a walk: of jobs, and between datasets where columns or a statement tell.
SORTS = {"direct": "e.via_id <= 0", "stated": f"e.basis < 3 AND {FOLDED}"}
# With more changes than these a question is answered in SQL, until there is a new file.
CHANGES_MAX = 20_000
_NOTHING = (False, False, False, None, None, None)
_NOW = EdgeView(grain=Grain.FULL, as_of=None, window_days=0, bases=None)


def folder() -> Path:
    """Where this machine keeps files of graphs."""
    return Path(settings.HOME) / "graph"


def file_of(uid: uuid.UUID) -> Path:
    """One file on this machine, be it there or not."""
    return folder() / f"{uid}.graph"


@dataclass(frozen=True, slots=True)
class Estate:
    """The graph as it is now, and that of all times."""

    now: EstateArrays
    past: EstatePast


@dataclass(slots=True)
class _Memory:
    """A file in memory, and how far its changes were read."""

    uid: uuid.UUID
    horizon: int
    estate: Estate
    seen: set[int] = field(default_factory=set)  # changes since the horizon that were read already


_lock = threading.Lock()
_memory: _Memory | None = None


def estate_graph() -> EstateArrays | None:
    """The graph as of now; see estate_known."""
    found = estate_known()
    return found.now if found is not None else None


def estate_known() -> Estate | None:
    """All that memory knows; None when there is no file yet, or too much changed since. Not to be kept between questions."""
    global _memory
    with _lock:
        found = rows("SELECT uid, horizon FROM lineage_graphfile ORDER BY made_at DESC LIMIT 1")
        if not found:
            _memory = None
            return None
        if _memory is None or _memory.uid != found[0][0]:
            _memory = _opened(*found[0])
        return _memory.estate if _memory is not None and _caught_up(_memory) else None


def _opened(uid: uuid.UUID, horizon: int) -> _Memory | None:
    path = file_of(uid)
    if not path.exists() and not _fetched(uid, path):
        return None
    for other in folder().glob("*.graph"):  # mapped ones live on in the processes that have them
        if other.stat().st_mtime < path.stat().st_mtime:
            other.unlink(missing_ok=True)
    with suppress(OSError, ValueError):
        arrays = arrays_map(path)
        direct, stated = (past_of(name, arrays) for name in SORTS)
        past = EstatePast(direct, stated, arrays["heads"])  # type: ignore[arg-type]
        return _Memory(uid, horizon, Estate(estate_of(arrays), past))
    return None


def _fetched(uid: uuid.UUID, path: Path) -> bool:
    """Bring a file here that another machine made; False when it is not whole in the database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{uuid.uuid4().hex}")
    whole = 0
    with fresh.open("wb") as file:
        for (part,) in rows("SELECT part FROM lineage_graphpart WHERE uid = %s ORDER BY part", [uid]):
            content = rows("SELECT bytes FROM lineage_graphpart WHERE uid = %s AND part = %s", [uid, part])[0][0]
            whole += file.write(content)
    if rows("SELECT 1 FROM lineage_graphfile WHERE uid = %s AND byte_count = %s", [uid, whole]):
        fresh.rename(path)
        return True
    fresh.unlink()
    return False


def _caught_up(memory: _Memory) -> bool:
    """Read what changed since the last time; False when that is too much."""
    found = rows(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, c.id, c.xid, c.entity_id FROM (SELECT 1) one "
        "LEFT JOIN (SELECT * FROM lineage_graphchange WHERE xid >= %s LIMIT %s) c ON true",
        [memory.horizon, CHANGES_MAX + 1],
    )
    if len(found) > CHANGES_MAX:
        return False
    horizon = found[0][0]
    new = [row for row in found if row[1] is not None and row[1] not in memory.seen]
    ids = sorted({row[3] for row in new})
    if ids and ids[-1] >= memory.estate.now.size:
        return False
    if ids:
        _change(memory.estate.now, ids)
        _change_past(memory.estate.past, ids)
    memory.seen = {row[1] for row in found if row[1] is not None and row[2] >= horizon}
    memory.horizon = horizon
    return True


def _change(arrays: EstateArrays, ids: Sequence[int]) -> None:
    """Put these nodes as they are now in place of what the file says."""
    for side, near in (("target", arrays.upstream), ("source", arrays.downstream)):
        sql, params = _NOW.touching(side, ids)
        neighbours: dict[int, set[int]] = defaultdict(set)
        for source, target, *_ in rows(sql, params):
            node, other = (source, target) if side == "source" else (target, source)
            neighbours[node].add(other)
        for node in ids:
            near.change(node, np.array(sorted(neighbours[node]), np.int32))
    known = {
        row[0]: row[1:]
        for row in rows(
            f"SELECT e.id, {IS_THERE}, e.deleted_at IS NULL, e.restricted, e.tier, s.popularity, f.facets FROM {NODES_FROM} "
            "WHERE e.id = ANY(%s)",
            [list(ids)],
        )
    }
    for node in ids:
        is_there, is_kept, is_restricted, tier, popularity, facets = known.get(node, _NOTHING)
        arrays.is_there[node], arrays.is_kept[node], arrays.is_restricted[node] = is_there, is_kept, is_restricted
        arrays.tier[node], arrays.popularity[node] = tier or NO_TIER, popularity or 0
        for name, place in ATTRIBUTES.items():
            arrays.attributes[name].change(node, (facets[place - 1] or 0) if facets else 0)


def _change_past(past: EstatePast, ids: Sequence[int]) -> None:
    """The same for the edges of all times, and for who stands for them."""
    for sort, condition in ((past.direct, SORTS["direct"]), (past.stated, SORTS["stated"])):
        upstream, downstream = (_spans(side, condition, ids) for side in ("target", "source"))
        for node in ids:
            sort.change(node, Spans.of(upstream[node]), Spans.of(downstream[node]))
    heads: dict[int, int | None] = dict(
        rows("SELECT id, canonical_id FROM catalog_entity WHERE id = ANY(%s)", [list(ids)])
    )
    for node in ids:
        past.head_change(node, heads.get(node) or node)


def _spans(side: str, condition: str, ids: Sequence[int]) -> dict[int, list[Sequence[Any]]]:
    """Lines of Spans of each node that is that side of an edge."""
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for source, target, since, until, basis in rows(
        "SELECT e.source_id, e.target_id, e.first_seen_at, e.superseded_at, e.basis FROM lineage_edgeevidence e "
        f"WHERE e.{side}_id = ANY(%s) AND {condition}",
        [list(ids)],
    ):
        node = source if side == "source" else target
        found[node].append((source, target, instant_of(since), instant_of(until), basis))
    return found
