"""What people say of the columns of datasets. The edit is the catalog's; which columns there are is known here."""

from __future__ import annotations

import uuid

from django.db import transaction

from catalog.commands.command import answered_by
from catalog.commands.entities import entity_answer
from catalog.commands.field_changes import fields_change, require_some
from catalog.commands.field_values import DESCRIPTION_MAX, text_findings
from catalog.commands.owners import reason_given
from catalog.commands.selection import EntitySelection, targets_select
from catalog.errors import FieldError, InvalidError, NotFoundError
from catalog.field_paths import COLUMN
from catalog.viewers import Viewer
from lineage.queries.column_edits import columns_declared

PATH_MAX = 2_000


@answered_by("column_update", entity_answer)
def column_update(
    viewer: Viewer,
    *,
    ref: str,
    path: str,
    description: str | None = None,
    clear: bool = False,
    reason: str | None = None,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> uuid.UUID:
    """Say what a column is, whatever the producer says, until somebody says otherwise or clears it."""
    require_some(viewer)
    if (description is None) != clear:
        raise InvalidError.of("description", "is missing; give it, or `clear` to show what the producer says, not both")
    told = [*text_findings("path", path, PATH_MAX), *text_findings("description", description, DESCRIPTION_MAX)]
    for field, message in told:
        raise InvalidError.of(field, message)
    why = reason_given(reason, required=False)
    with transaction.atomic():
        selection = EntitySelection(refs=(ref,))
        selected = targets_select(
            viewer, selection, skip_unknown=False, expected_version=expected_version, leave_out=()
        )
        declared = columns_declared(selected.targets[0].id)
        field = COLUMN + path
        if not clear and path not in declared:
            missing = f"{selected.targets[0].ref} has no column {path[:200]!r}; it has {len(declared)} columns"
            raise NotFoundError(f"path: {missing}", errors=(FieldError("path", missing),))
        return fields_change(
            viewer,
            "column_update",
            selected,
            {} if description is None else {field: description},
            [field] if clear else [],
            reason=why,
            hidden={} if clear else {field: declared[path]},
            dry_run=dry_run,
        )
