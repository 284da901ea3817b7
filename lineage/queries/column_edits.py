"""What people say of columns, over what producers say. The edits stand in the catalog, by the path of the column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.database import rows
from catalog.field_paths import COLUMN, Edit
from catalog.queries.field_edits import field_edits_of
from catalog.queries.members import members_of
from lineage.answers import Column, ColumnEdit, SchemaVersion

_CURRENT = """
SELECT b.columns FROM unnest(%s::int[]) AS m(id) JOIN lineage_schemaversion v ON v.dataset_id = m.id
JOIN lineage_schemabody b ON b.digest = v.digest ORDER BY v.last_at DESC, v.last_rank DESC, v.digest DESC LIMIT 1
"""


def columns_declared(entity_id: int) -> dict[str, str | None]:
    """Description of each column of the newest schema by path, as the producer says; empty when none was seen."""
    found = rows(_CURRENT, [members_of([entity_id])[1]])
    return {column["path"]: column.get("description") for column in found[0][0]} if found else {}


def columns_edited(
    schemas: Sequence[tuple[int, SchemaVersion | None]],
) -> tuple[SchemaVersion | None, ...]:
    """Schemas, each given with the id of its dataset, with the descriptions that people gave to columns."""
    edits = {
        entity_id: {edit.path.removeprefix(COLUMN): edit for edit in found}
        for entity_id, found in field_edits_of([entity_id for entity_id, _ in schemas], below=COLUMN).items()
    }
    return tuple(
        replace(schema, columns=tuple(_edited(column, edits[entity_id].get(column.path)) for column in schema.columns))
        if schema and edits[entity_id]
        else schema
        for entity_id, schema in schemas
    )


def _edited(column: Column, edit: Edit | None) -> Column:
    if edit is None:
        return column
    said = ColumnEdit(
        by=edit.by,
        at=edit.at,
        declared=column.description,
        redundant=column.description == edit.value,
        hides_newer=column.description not in (None, edit.value, edit.hides),
    )
    return replace(column, description=edit.value, edit=said)
