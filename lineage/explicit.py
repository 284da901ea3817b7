"""The `lineage` facet (1-0-0): edges that a producer states itself. Pure.

On a job it is the whole picture of its event: inputs times outputs do not count then. On a dataset it says what that
dataset is made from. An input without a name is the event's own job; `inputs: []` means that there is nothing upstream.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.names import DATASET_SCHEME, OpenLineageName
from lineage.column_facets import ColumnFlow, flows_of_input
from lineage.granularity import job_named
from lineage.openlineage import Event, listed

Pair = tuple[OpenLineageName, OpenLineageName]
FACET = "lineage"


@dataclass(frozen=True, slots=True)
class Stated:
    """What one event states: pairs (source, target) of datasets and jobs, and the flows of columns into each dataset whose
    upstream it states, also where there are none. `is_complete`: a job facet said so."""

    is_complete: bool
    pairs: frozenset[Pair]
    columns: Mapping[OpenLineageName, frozenset[ColumnFlow]]

    @property
    def names(self) -> set[OpenLineageName]:
        """All that it names."""
        sources = {flow.source for flows in self.columns.values() for flow in flows}
        return {name for pair in self.pairs for name in pair} | set(self.columns) | sources


def stated_by(event: Event) -> Stated | None:
    """All that an event states outright; None when it carries no such facet."""
    entries: list[tuple[OpenLineageName, dict[str, Any]]] = []
    facet = event.job_facets.get(FACET)
    is_complete = isinstance(facet, dict) and not facet.get("_deleted")
    for entry in listed(facet.get("entries")) if isinstance(facet, dict) and is_complete else ():
        target = _name(entry, event.job)
        if target is not None:
            entries.append((target, entry))
    for use in event.datasets:
        own = use.facets.get(FACET)
        if isinstance(own, dict) and not own.get("_deleted"):
            entries.append((use.name, own))
    if not entries and not is_complete:
        return None
    pairs: set[Pair] = set()
    columns: dict[OpenLineageName, set[ColumnFlow]] = defaultdict(set)
    for target, entry in entries:
        pairs.update((source, target) for source in _sources(entry, event.job) if source != target)
        if target.scheme == DATASET_SCHEME:
            columns[target].update(_flows(entry))
    return Stated(
        is_complete=is_complete,
        pairs=frozenset(pairs),
        columns={target: frozenset(flows) for target, flows in columns.items()},
    )


def sources_of_dataset(facet: object) -> set[OpenLineageName]:
    """What the facet of a dataset names as upstream, as far as it names it in full."""
    return set(_sources(facet, None)) if isinstance(facet, dict) else set()


def _name(item: object, own: OpenLineageName | None) -> OpenLineageName | None:
    """Whom an entry or an input names: a dataset, a job, or the event's own job; None when it names nobody."""
    if not isinstance(item, dict):
        return None
    is_job = str(item.get("type") or "DATASET").upper() == "JOB"
    namespace, name = item.get("namespace"), item.get("name")
    if namespace is None and name is None and is_job:
        return own
    if not (isinstance(namespace, str) and namespace.strip() and isinstance(name, str) and name.strip()):
        return None
    return job_named(namespace, name) if is_job else OpenLineageName(DATASET_SCHEME, namespace, name)


def _inputs_of_fields(entry: dict[str, Any]) -> Iterator[tuple[str, object]]:
    fields = entry.get("fields")
    for path, field in fields.items() if isinstance(fields, dict) else ():
        for item in listed(field.get("inputs")) if isinstance(field, dict) else ():
            yield str(path), item


def _sources(entry: dict[str, Any], own: OpenLineageName | None) -> Iterator[OpenLineageName]:
    for item in (*listed(entry.get("inputs")), *(item for _, item in _inputs_of_fields(entry))):
        source = _name(item, own)
        if source is not None:
            yield source


def _flows(entry: dict[str, Any]) -> Iterator[ColumnFlow]:
    """Flows into columns; an input with a `field` beside the fields shapes the dataset as a whole."""
    whole = ((item, "*") for item in listed(entry.get("inputs")) if isinstance(item, dict) and item.get("field"))
    for item, path in (*whole, *((item, path) for path, item in _inputs_of_fields(entry))):
        name = _name(item, None)
        if name is not None and name.scheme == DATASET_SCHEME:
            yield from flows_of_input(item, path)
