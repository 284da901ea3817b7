"""What OpenLineage says of columns: facet `schema` as a flat list, facet `columnLineage` as flows. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.names import DATASET_SCHEME, OpenLineageName
from lineage.openlineage import digest_uuid, listed

# The path of a dataset as a whole.
WHOLE = "*"


def column_digest(dataset_id: int, path: str) -> uuid.UUID:
    """The name of a column in the database."""
    return digest_uuid("column", str(dataset_id), path)


def schema_columns(facet: object) -> list[dict[str, Any]] | None:
    """Columns of a `schema` facet, nested fields flattened depth first with dotted paths; None for no schema."""
    if not isinstance(facet, dict) or facet.get("_deleted") or not isinstance(facet.get("fields"), list):
        return None
    return list(_flatten(facet["fields"], ""))


def _flatten(fields: list[Any], prefix: str) -> Iterator[dict[str, Any]]:
    for item in fields:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            continue
        path = f"{prefix}{item['name']}"
        column: dict[str, Any] = {"path": path, "type": str(item.get("type") or "")}
        if isinstance(item.get("description"), str) and item["description"]:
            column["description"] = item["description"]
        yield column
        if isinstance(item.get("fields"), list):
            yield from _flatten(item["fields"], f"{path}.")


def column_tags(facet: object) -> dict[str, tuple[dict[str, Any], ...]]:
    """The tags that a `tags` facet of a dataset gives its columns, by path, in their order."""
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    for tag in listed(facet.get("tags")) if isinstance(facet, dict) and not facet.get("_deleted") else ():
        if isinstance(tag, dict) and isinstance(tag.get("field"), str) and isinstance(tag.get("key"), str):
            found[tag["field"]] = (*found.get(tag["field"], ()), tag)
    return found


def tag_text(tag: dict[str, Any]) -> str:
    """A tag as Backstage writes it: `key:value`, or the key alone, which Airflow sends as the value too."""
    value = tag.get("value")
    return str(tag["key"]) if value in (None, "", "true", True, tag["key"]) else f"{tag['key']}:{value}"


@dataclass(frozen=True, slots=True, order=True)
class ColumnFlow:
    """One column edge of a columnLineage facet; path `*` is the dataset as a whole; direct None: not said."""

    source: OpenLineageName
    source_path: str
    target_path: str
    direct: bool | None
    subtype: str
    masking: bool
    description: str | None


def column_flows(facet: object) -> set[ColumnFlow] | None:
    """Edges of a `columnLineage` facet of an output, none of a deleted one; None when there is no facet."""
    if not isinstance(facet, dict):
        return None
    if facet.get("_deleted"):
        return set()
    fields = facet.get("fields")
    flows: set[ColumnFlow] = set()
    for target_path, entry in fields.items() if isinstance(fields, dict) else ():
        if not isinstance(entry, dict):
            continue
        legacy = entry.get("transformationType")
        for item in listed(entry.get("inputFields")):
            flows.update(flows_of_input(item, str(target_path), legacy if isinstance(legacy, str) else ""))
    for item in listed(facet.get("dataset")):
        flows.update(flows_of_input(item, WHOLE))
    return flows


def flow_sources(facet: object) -> tuple[OpenLineageName, ...] | None:
    """The datasets whose columns flow into an output; None when there is no facet."""
    flows = column_flows(facet)
    return None if flows is None else tuple(sorted({flow.source for flow in flows}))


def flows_of_input(item: object, target_path: str, legacy: str = "") -> Iterator[ColumnFlow]:
    """One for each transformation of an input of a column, or one alone; `legacy` is the older transformationType."""
    if not isinstance(item, dict):
        return
    namespace, name, path = item.get("namespace"), item.get("name"), item.get("field")
    if not (isinstance(namespace, str) and namespace and isinstance(name, str) and name):
        return
    source = OpenLineageName(DATASET_SCHEME, namespace, name)
    source_path = path if isinstance(path, str) and path else WHOLE
    transformations = [t for t in listed(item.get("transformations")) if isinstance(t, dict)]
    if not transformations:
        yield ColumnFlow(source, source_path, target_path, None, legacy, False, None)
    for entry in transformations:
        kind = str(entry.get("type") or "").upper()
        direct = {"DIRECT": True, "INDIRECT": False}.get(kind)
        text = entry.get("description")
        yield ColumnFlow(
            source,
            source_path,
            target_path,
            direct,
            str(entry.get("subtype") or ""),
            bool(entry.get("masking")),
            text if isinstance(text, str) and text else None,
        )
