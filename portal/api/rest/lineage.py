"""Questions about all of the graph as REST asks them; the rest of the questions is in portal/api/rest/views.py."""

from __future__ import annotations

from typing import Any

from catalog.viewers import Viewer
from lineage.answers import Direction, Reach, ReachField
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
