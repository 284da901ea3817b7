"""Ways, edges and what became different, as REST asks for them."""

from __future__ import annotations

from typing import Any

from catalog.viewers import Viewer
from lineage import answers as lin
from lineage.queries.compare import lineage_compare
from lineage.queries.edge_evidence import edge_get
from lineage.queries.trace import lineage_trace
from portal.api.rest.arguments import Arguments


def ask_trace(viewer: Viewer, a: Arguments, path: dict[str, str]) -> lin.LineageTrace:
    """GET /lineage/trace."""
    given: dict[str, Any] = {
        "source": a.must("source"),
        "target": a.must("target"),
        "limit": a.number("limit", 3),
        "max_hops": a.number("max_hops", 10),
        "as_of": a.time("as_of"),
    }
    a.done()
    return lineage_trace(viewer, **given)


def ask_compare(viewer: Viewer, a: Arguments, path: dict[str, str]) -> lin.LineageDiff:
    """GET /lineage/compare."""
    given: dict[str, Any] = {
        "refs": a.many("refs") or (),
        "since": a.must_time("since"),
        "until": a.time("until"),
        "direction": a.word("direction", lin.Direction, lin.Direction.BOTH),
        "max_hops": a.number("max_hops", 3),
        "limit": a.number("limit", 250),
        "grain": a.word("grain", lin.Grain, lin.Grain.FULL),
    }
    a.done()
    return lineage_compare(viewer, **given)


def ask_edge(viewer: Viewer, a: Arguments, path: dict[str, str]) -> lin.EdgeDetail | None:
    """GET /edge."""
    source, target, as_of = a.must("source"), a.must("target"), a.time("as_of")
    a.done()
    return edge_get(viewer, source=source, target=target, as_of=as_of)
