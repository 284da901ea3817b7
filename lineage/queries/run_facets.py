"""The facets of runs, as they stand after all their events."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.answers import KeyValue
from catalog.database import rows
from catalog.permissions import allowed
from catalog.viewers import Viewer
from lineage.openlineage import listed
from lineage.queries.names import Hidden
from lineage.run_facets import Instance, facets_decode

PARAMETERS_MAX = 500
_TEXT_MAX = 2_000
Bodies = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FacetsShown:
    """Bodies by name: of a run, and of what it read and wrote by dataset id."""

    run: Bodies = field(default_factory=dict)
    inputs: dict[int, Bodies] = field(default_factory=dict)
    outputs: dict[int, Bodies] = field(default_factory=dict)


NOTHING_SHOWN = FacetsShown()


def facets_by_run(viewer: Viewer, uids: Sequence[uuid.UUID]) -> dict[uuid.UUID, FacetsShown]:
    """Of each run that sent any; none to who may not read events, none that names something hidden."""
    if not uids or not allowed(viewer, "event.read"):
        return {}
    hidden = Hidden(viewer)
    found = rows("SELECT run_id, body FROM lineage_facetbundle WHERE run_id = ANY(%s)", [list(uids)])
    return {run: _shown(bytes(stored), hidden) for run, stored in found}


def _shown(stored: bytes, hidden: Hidden) -> FacetsShown:
    facets = facets_decode(stored)

    def bodies(group: dict[str, Instance]) -> Bodies:
        return {
            name: body for name, (_, _, body) in sorted(group.items()) if body is not None and not hidden.in_json(body)
        }

    return FacetsShown(
        run=bodies(facets.run),
        inputs={dataset_id: bodies(group) for dataset_id, group in facets.inputs.items()},
        outputs={dataset_id: bodies(group) for dataset_id, group in facets.outputs.items()},
    )


def parameters_of(facets: dict[str, Any]) -> tuple[KeyValue, ...]:
    """What it was started with: facet `executionParameters`, then `environmentVariables`."""
    execution, environment = facets.get("executionParameters"), facets.get("environmentVariables")
    named = [
        *((item, "key") for item in listed(execution.get("parameters") if isinstance(execution, dict) else None)),
        *(
            (item, "name")
            for item in listed(environment.get("environmentVariables") if isinstance(environment, dict) else None)
        ),
    ]
    return tuple(
        KeyValue(key=str(item[key])[:_TEXT_MAX], value=str(item.get("value") or "")[:_TEXT_MAX])
        for item, key in named
        if isinstance(item, dict) and item.get(key)
    )[:PARAMETERS_MAX]
