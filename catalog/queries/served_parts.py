"""Descriptors cut down to fields by the server: a list of everything by name carries no descriptors."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from catalog.queries.hidden import REFERS_TO_RESTRICTED, Condition

# What the rows of an entity `e` know by themselves, and those of its document.
_KNOWN = {
    "kind": "to_json(e.descriptor_kind)",
    "metadata.name": "to_json(e.name)",
    "metadata.namespace": "to_json(e.namespace)",
    "metadata.uid": "to_json(e.uid)",
    "metadata.etag": "(SELECT to_json(d.etag) FROM catalog_entitydocument d WHERE d.entity_id = e.id)",
    "apiVersion": "(SELECT d.descriptor -> 'apiVersion' FROM catalog_entitydocument d WHERE d.entity_id = e.id)",
}
_STATED = "(SELECT nullif(d.descriptor -> %s -> %s, 'null') FROM catalog_entitydocument d WHERE d.entity_id = e.id)"


def parts_sql(fields: Sequence[str]) -> Condition | None:
    """SQL of the JSON text of an entity `e` cut down to fields: those of the envelope, and what is right below metadata and spec
    without a dot in its name; NULL where not everybody may see all of it. None where others are asked."""
    below: dict[str, list[str]] = {}
    params: dict[str, list[object]] = {}
    for field in fields:
        root, _, name = field.partition(".")
        if field not in _KNOWN and (root not in ("metadata", "spec") or not name or "." in name):
            return None
        key, key_params = "%s::text", [orjson.dumps(name or root).decode() + ":"]
        value, value_params = (_KNOWN[field], []) if field in _KNOWN else (_STATED, [root, name])
        below.setdefault(root, []).append(f"{key} || {value}::text")
        params.setdefault(root, []).extend([*key_params, *value_params])
    members = [
        f"""'"{root}":{{' || concat_ws(',', {", ".join(found)}) || '}}'""" if root in ("metadata", "spec") else found[0]
        for root, found in below.items()
    ]
    text = f"('{{' || concat_ws(',', {', '.join(members)}) || '}}')"
    return f"CASE WHEN NOT {REFERS_TO_RESTRICTED} THEN {text} END", [one for some in params.values() for one in some]
