"""Questions about all of the graph as REST asks them; the rest of the questions is in portal/api/rest/views.py."""

from __future__ import annotations

from typing import Any

from catalog.paging import Page
from catalog.queries.filters import EntityFilter
from catalog.viewers import Viewer
from lineage.answers import CycleReport, Direction, Hub, Orphan, OrphanKind, Reach, ReachField
from lineage.queries.cycles import cycle_list
from lineage.queries.degrees import hub_list, orphan_list
from lineage.queries.reach import BY, lineage_count
from portal.api.rest.arguments import Arguments


def ask_reach(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Reach:
    """GET /lineage/count."""
    given: dict[str, Any] = {
        "refs": a.many("refs") or (),
        "direction": a.word("direction", Direction, Direction.DOWNSTREAM),
        "by": a.many("by", ReachField) or BY,
        "max_hops": a.number("max_hops"),
        "as_of": a.time("as_of"),
    }
    a.done()
    return lineage_count(viewer, **given)


def ask_cycles(viewer: Viewer, a: Arguments, path: dict[str, str]) -> CycleReport:
    """GET /cycles."""
    smallest, limit = a.number("smallest", 3), a.number("limit", 100)
    a.done()
    return cycle_list(viewer, smallest=smallest, limit=limit)


def ask_orphans(viewer: Viewer, a: Arguments, path: dict[str, str]) -> Page[Orphan]:
    """GET /orphans."""
    kinds, wanted = a.many("kinds", OrphanKind), a.object("filter", EntityFilter)
    first, after = a.number("first", 20), a.text("after")
    a.done()
    return orphan_list(viewer, kinds=kinds, filter=wanted, first=first, after=after)


def ask_hubs(viewer: Viewer, a: Arguments, path: dict[str, str]) -> tuple[Hub, ...]:
    """GET /hubs."""
    way, wanted = a.word("direction", Direction, Direction.DOWNSTREAM), a.object("filter", EntityFilter)
    limit = a.number("limit", 20)
    a.done()
    return hub_list(viewer, direction=way, filter=wanted, limit=limit)
