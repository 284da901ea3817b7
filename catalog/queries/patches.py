"""What people edited, as it would have to stand in the descriptor files that it overrides.

The text of a file is not stored, so its comments and layout are not known: what can be applied is a fragment that is merged
into the file, by hand or by a tool that keeps comments (docs/editing.md). The diff is of the descriptor as it was read.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from catalog.answers import EntityLink, Patch
from catalog.database import Row, rows
from catalog.errors import InvalidError, NotFoundError, TooManyError
from catalog.field_paths import COLUMN, TIER, TIER_ANNOTATION, descriptor_value, edited, place_of, set_of
from catalog.permissions import require, visible
from catalog.queries.cards import links_by_id, uid_of
from catalog.queries.change_sets import change_set_get
from catalog.queries.descriptor_text import descriptor_text
from catalog.queries.entities import entity_ids_of
from catalog.queries.field_edits import field_edits_of
from catalog.queries.hidden import descriptor_without, spellings_hidden, without
from catalog.viewers import Viewer

PATCHES_MAX = 100
_EDITED = (
    "SELECT DISTINCT coalesce(m.canonical_id, m.id) AS id FROM catalog_fieldedit f JOIN catalog_entity m ON m.id = f.entity_id "
    "WHERE f.revoked_at IS NULL AND NOT starts_with(f.path, %s)"
)


def patch_list(
    viewer: Viewer, *, refs: Sequence[str] | None = None, change_set: str | None = None
) -> tuple[Patch, ...]:
    """One patch for each of these entities, or those of a change set, or all, that people edited, by ref; at most 100."""
    require(viewer, "catalog.read")
    if refs is not None and change_set is not None:
        raise InvalidError.of("change_set", "is given beside refs; use one of them")
    wanted = _wanted(viewer, refs, change_set)
    shown, params = visible(viewer)
    found = rows(
        f"SELECT e.id, d.descriptor, f.key, f.locator, f.url, f.descriptor FROM ({_EDITED}) k "
        "JOIN catalog_entity e ON e.id = k.id JOIN catalog_entitydocument d ON d.entity_id = e.id "
        "LEFT JOIN LATERAL (SELECT s.key, c.locator, c.url, c.descriptor FROM catalog_claim c "
        "  JOIN catalog_source s ON s.id = c.source_id WHERE c.entity_id = e.id AND c.locator <> '' "
        "  ORDER BY s.precedence DESC, s.key LIMIT 1) f ON TRUE "
        "WHERE (%s::int[] IS NULL OR e.id = ANY(%s::int[])) AND e.deleted_at IS NULL AND NOT e.stub "
        f"AND {shown} ORDER BY e.ref LIMIT %s",
        [COLUMN, wanted, wanted, *params, PATCHES_MAX],
    )
    ids = [row[0] for row in found]
    links, hidden = links_by_id(viewer, ids), spellings_hidden(viewer, ids)
    values = {
        entity_id: {edit.path: edit.value for edit in found if not edit.path.startswith(COLUMN)}
        for entity_id, found in field_edits_of(ids).items()
    }
    return tuple(
        _patch(
            links[entity_id],
            edits,
            (
                descriptor_without(served, hidden[entity_id]),
                *place,
                file and descriptor_without(file, hidden[entity_id]),
            ),
        )
        for entity_id, served, *place, file in found
        if (edits := without(values[entity_id], hidden[entity_id]))
    )


def _wanted(viewer: Viewer, refs: Sequence[str] | None, change_set: str | None) -> list[int] | None:
    """Ids of the entities that are asked for; None: all."""
    if refs is not None:
        if len(refs) > PATCHES_MAX:
            raise TooManyError.of("refs", f"{len(refs)} refs were sent; at most {PATCHES_MAX} are accepted")
        return [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    if change_set is None:
        return None
    if change_set_get(viewer, ids=[change_set])[0] is None:
        raise NotFoundError(f"No change set has the id {change_set}.")
    items = rows(
        "SELECT DISTINCT coalesce(e.canonical_id, e.id) FROM catalog_changeset s JOIN catalog_changeitem i "
        "ON i.change_set_id = s.id JOIN catalog_entity e ON e.id = i.entity_id WHERE s.uid = %s",
        [uid_of("chg", change_set)],
    )
    return [row[0] for row in items]


def _patch(entity: EntityLink, edits: Mapping[str, Any], row: Row) -> Patch:
    served, source, item, url, file = row
    before: dict[str, Any] = file or {}
    after = edited(file or served, edits.items())
    changed = [path for path in edits if descriptor_value(before, path) != descriptor_value(after, path)]
    part = _part(after, changed) if file else after
    return Patch(
        entity=entity,
        source=source,
        item=item,
        url=url,
        fields=tuple(changed),
        redundant=tuple(path for path in edits if path not in changed),
        fragment=descriptor_text(part) if changed else "",
        diff=_diff(descriptor_text(before) if file else "", descriptor_text(after), item) if changed else "",
    )


def _part(document: Mapping[str, Any], paths: Sequence[str]) -> dict[str, Any]:
    """Whose it is, and of it what stands at these paths."""
    metadata = {key: document["metadata"][key] for key in ("name", "namespace") if key in document["metadata"]}
    part = {"apiVersion": document["apiVersion"], "kind": document["kind"], "metadata": metadata}
    for path in paths:
        prefix = set_of(path)
        section, key = place_of(prefix) if prefix else path.split(".", 1)
        if path == TIER:
            metadata["annotations"] = {TIER_ANNOTATION: document["metadata"]["annotations"][TIER_ANNOTATION]}
        else:
            part.setdefault(section, {})[key] = document[section][key]
    return part


def _diff(before: str, after: str, item: str | None) -> str:
    path = (item or "catalog-info.yaml").rpartition(":")[0] or item or "catalog-info.yaml"
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{path}" if before else "/dev/null",
        f"b/{path}",
    )
    return "".join(lines)
