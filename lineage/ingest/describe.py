"""Facets to claims: what OpenLineage events say of an entity, as a Backstage descriptor.

The claim names no kind, name or namespace: identity belongs to the entity. Owners in events are evidence for the
ownership resolver, not a claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from catalog.database import rows
from catalog.ingest.claims import NAME_ANNOTATION, NAMESPACE_ANNOTATION, ClaimPatch, claims_put
from catalog.names import DATASET_SCHEME
from lineage.column_facets import tag_text
from lineage.granularity import parts_regexes

_DATASET_TYPES = {
    "TABLE": "table",
    "VIEW": "view",
    "FILE": "file",
    "TOPIC": "topic",
    "STREAM": "stream",
    "MODEL": "model",
}
_TAG_LIMIT = 50


def entities_describe(source_of: dict[int, int]) -> None:
    """Write the claim of each named entity (entity id -> source id) from its latest facets."""
    ids = sorted(source_of)
    if not ids:
        return
    facets: dict[int, dict[str, Any]] = defaultdict(dict)
    for entity_id, name, body in rows(
        "SELECT entity_id, name, body FROM lineage_entityfacet WHERE entity_id = ANY(%s) AND body IS NOT NULL",
        [ids],
    ):
        facets[entity_id][name] = body
    names: dict[int, tuple[str, str, str]] = {}
    for entity_id, scheme, namespace, key in rows(
        "SELECT entity_id, scheme, namespace, key FROM catalog_alias WHERE entity_id = ANY(%s) "
        "AND scheme LIKE 'openlineage.%%' ORDER BY id DESC",
        [ids],
    ):
        names[entity_id] = (scheme, namespace, key)
    # The statements that a task counts are parts of it; it is a pipeline by no number of them.
    pipelines = {
        row[0]
        for row in rows(
            "SELECT k.id FROM unnest(%s::int[]) AS k(id) WHERE EXISTS (SELECT 1 FROM lineage_jobparent p "
            "WHERE p.parent_id = k.id AND NOT EXISTS (SELECT 1 FROM catalog_alias a WHERE a.entity_id = p.job_id "
            "AND a.scheme = 'openlineage.job' AND EXISTS (SELECT 1 FROM unnest(%s::text[], %s::text[]) AS part(namespace, name) "
            "WHERE a.namespace ~ part.namespace AND a.key ~ part.name)))",
            [ids, *parts_regexes()],
        )
    }
    parents = _parent_refs(ids)
    claims_put(
        [
            ClaimPatch(
                source_id=source_of[entity_id],
                entity_id=entity_id,
                descriptor=_descriptor(
                    names[entity_id], facets[entity_id], entity_id in pipelines, parents.get(entity_id)
                ),
            )
            for entity_id in ids
            if entity_id in names
        ]
    )


def _parent_refs(ids: list[int]) -> dict[int, str]:
    """The ref of the job that started each job most recently."""
    return dict(
        rows(
            "SELECT DISTINCT ON (p.job_id) p.job_id, e.ref FROM lineage_jobparent p "
            "JOIN catalog_entity e ON e.id = p.parent_id WHERE p.job_id = ANY(%s) "
            "ORDER BY p.job_id, p.last_seen_at DESC, p.parent_id",
            [ids],
        )
    )


def _descriptor(
    name: tuple[str, str, str], facets: dict[str, Any], is_pipeline: bool, parent_ref: str | None
) -> dict[str, Any]:
    scheme, namespace, key = name
    metadata: dict[str, Any] = {
        "title": key,
        "annotations": {NAMESPACE_ANNOTATION: namespace, NAME_ANNOTATION: key},
    }
    documentation = _text(facets.get("documentation"), "description")
    if documentation:
        metadata["description"] = documentation
    tags = sorted(set(_tags(facets.get("tags"))))[:_TAG_LIMIT]
    if tags:
        metadata["tags"] = tags
    code = facets.get("sourceCodeLocation")
    url = code.get("url") if isinstance(code, dict) else None
    if isinstance(url, str) and url.startswith(("http://", "https://")):
        metadata["links"] = [{"url": url, "title": "Source code", "type": "code"}]
    if scheme == DATASET_SCHEME:
        dataset_type = str(_text(facets.get("datasetType"), "datasetType") or "").upper()
        return {"metadata": metadata, "spec": {"type": _DATASET_TYPES.get(dataset_type, "dataset")}}
    spec: dict[str, Any] = {"type": "pipeline" if is_pipeline else "job"}
    if parent_ref:
        spec["subcomponentOf"] = parent_ref
    return {"metadata": metadata, "spec": spec}


def _text(facet: object, key: str) -> str | None:
    value = facet.get(key) if isinstance(facet, dict) else None
    return value.strip() if isinstance(value, str) and value.strip() else None


def _tags(facet: object) -> Iterable[str]:
    """Tags of the entity itself as Backstage writes them; those of columns are not here."""
    listed = facet.get("tags") if isinstance(facet, dict) else None
    for tag in listed if isinstance(listed, list) else ():
        if not isinstance(tag, dict) or tag.get("field") or not isinstance(tag.get("key"), str):
            continue
        text = tag_text(tag).lower()
        slug = "-".join(
            part for part in "".join(c if c.isalnum() or c in ":+#" else "-" for c in text).split("-") if part
        )
        if slug and slug.isascii():
            yield slug[:63].rstrip("-")
