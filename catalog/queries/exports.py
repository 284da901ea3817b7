"""The whole catalog, or a part of it, as descriptors that can be written into files and imported again (docs/bulk.md).

Read in pages by ref, each a statement of its own: memory is that of a page, however much there is, and no transaction
stands open meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.database import rows
from catalog.forges import page_annotations
from catalog.permissions import require
from catalog.queries.filters import EntityFilter, row_filter_sql
from catalog.queries.hidden import descriptor_without, spellings_hidden
from catalog.queries.matching import ASKED_FROM, asked_sql, terms_of
from catalog.viewers import Viewer

PAGE = 500
# They tell where a descriptor was read, or that nobody says it any more: the next reader finds that out again.
_OF_READING = (
    "backstage.io/managed-by-location",
    "backstage.io/managed-by-origin-location",
    "backstage.io/orphan",
)
# Locations that Headwater itself names after the addresses it was told to read stay out.
_WRITTEN = "NOT e.stub AND NOT (e.descriptor_kind = 'Location' AND starts_with(e.name, 'generated-'))"


def descriptor_export(
    viewer: Viewer, *, text: str | None = None, filter: EntityFilter | None = None
) -> Iterator[tuple[dict[str, Any], ...]]:
    """Pages of the descriptors that entity_search would find, by ref: what sources declare and people edited, folded; without
    uid, etag, relations and status."""
    require(viewer, "catalog.read")
    where, params = asked_sql(viewer, terms_of(viewer, text), row_filter_sql(filter))
    after = ""
    while True:
        found = rows(
            f"SELECT e.id, e.ref, d.descriptor FROM {ASKED_FROM} JOIN catalog_entitydocument d ON d.entity_id = f.entity_id "
            f"WHERE {where} AND {_WRITTEN} AND e.ref > %s "
            "ORDER BY e.ref LIMIT %s",
            [*params, after, PAGE],
        )
        if not found:
            return
        hidden = spellings_hidden(viewer, [row[0] for row in found])
        yield tuple(descriptor_without(_written(descriptor), hidden[entity_id]) for entity_id, _, descriptor in found)
        after = found[-1][1]


def _written(descriptor: dict[str, Any]) -> dict[str, Any]:
    annotations = descriptor["metadata"].get("annotations", {})
    scheme, _, place = annotations.get(_OF_READING[0], "").partition(":")
    read = page_annotations(place) if scheme == "url" else {}
    kept = {key: value for key, value in annotations.items() if key not in _OF_READING and read.get(key) != value}
    metadata = {key: value for key, value in descriptor["metadata"].items() if key != "annotations"}
    return {**descriptor, "metadata": {**metadata, "annotations": kept} if kept else metadata}
