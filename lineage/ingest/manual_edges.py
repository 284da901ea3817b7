"""Edges that people declare: no sync and no run ends them, only people do. Writer of EdgeEvidence, of basis DECLARED alone."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.database import Row, execute, records, recordset, rows
from catalog.ingest.sources import PEOPLE
from lineage.answers import BASIS_RANK, EdgeBasis
from lineage.ingest.present_edges import edges_project

_DECLARED = BASIS_RANK[EdgeBasis.DECLARED]
_COLUMNS = {
    "source_id": "int",
    "target_id": "int",
    "via_id": "int",
    "basis": "smallint",
    "origin_id": "int",
    "first_seen_at": "timestamptz",
    "last_seen_at": "timestamptz",
    "run_count": "int",
    "superseded_at": "timestamptz",
    "locator": "text",
    "note": "text",
}


def edge_declare(source_id: int, target_id: int, *, by: str, reason: str) -> bool:
    """An edge from now on, until it is retracted; False when people declared it already."""
    done = execute(
        "INSERT INTO lineage_edgeevidence AS e (source_id, target_id, via_id, basis, origin_id, first_seen_at, last_seen_at, "
        "run_count, locator, note) SELECT %s, %s, 0, %s, id, now(), now(), 0, %s, %s FROM catalog_source WHERE key = %s "
        "ON CONFLICT (source_id, target_id, via_id, basis, origin_id) DO UPDATE SET superseded_at = NULL, last_seen_at = now(), "
        "locator = excluded.locator, note = excluded.note WHERE e.superseded_at IS NOT NULL",
        [source_id, target_id, _DECLARED, by, reason, PEOPLE],
    )
    edges_project([(source_id, target_id)])
    return done > 0


def edge_retract(pairs: Sequence[tuple[int, int]]) -> bool:
    """End what people declared between these ends (source, target); False when it was nothing. What machines tell stays."""
    done = execute(
        "UPDATE lineage_edgeevidence e SET superseded_at = now() FROM unnest(%s::int[], %s::int[]) AS p(source_id, target_id), "
        "catalog_source s WHERE e.source_id = p.source_id AND e.target_id = p.target_id AND e.via_id = 0 AND e.basis = %s "
        "AND s.id = e.origin_id AND s.key = %s AND e.superseded_at IS NULL",
        [[source for source, _ in pairs], [target for _, target in pairs], _DECLARED, PEOPLE],
    )
    edges_project(pairs)
    return done > 0


def declared_edges() -> list[Row]:
    """All that people declared, in force or ended: what `edges_restore` takes."""
    return rows(
        f"SELECT {', '.join(_COLUMNS)} FROM lineage_edgeevidence e WHERE basis = %s "
        "AND origin_id = (SELECT id FROM catalog_source WHERE key = %s)",
        [_DECLARED, PEOPLE],
    )


def edges_restore(declared: Sequence[Row]) -> None:
    """Put back what people declared, after all evidence was emptied to be made of events anew."""
    execute(
        f"INSERT INTO lineage_edgeevidence ({', '.join(_COLUMNS)}) SELECT * FROM {recordset(_COLUMNS)}",
        records(_COLUMNS, declared),
    )
    edges_project([(row[0], row[1]) for row in declared])
