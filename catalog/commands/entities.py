"""What people say of entities, field by field, over what their sources say; no sync takes it away again.

One transaction: entities locked in order, the edits, the fold, the audit. A dry run answers a plan that change_set_apply
makes real within an hour. How an edit and a source meet: docs/editing.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction

from catalog.answers import EntityPayload
from catalog.commands.command import answered_by
from catalog.commands.field_changes import fields_change, nothing_to_clear, require_some
from catalog.commands.field_values import FieldValues, LinkInput, refuse_both
from catalog.commands.owners import reason_given, require_bulk, require_planned
from catalog.commands.selection import EntitySelection, Selected, targets_select
from catalog.database import rows
from catalog.field_paths import SETS, EditField, path_of
from catalog.permissions import allowed, require
from catalog.queries.change_sets import change_sets_by_uid
from catalog.queries.entities import NameInput, entity_resolve
from catalog.queries.field_edits import field_edits_of
from catalog.viewers import Viewer


def entity_answer(viewer: Viewer, uid: uuid.UUID) -> EntityPayload:
    """What a command on entities answers of its change set: the entity to those who may read it."""
    refs = rows(
        "SELECT DISTINCT e.ref FROM catalog_changeset s JOIN catalog_changeitem i ON i.change_set_id = s.id "
        "JOIN catalog_entity e ON e.id = i.entity_id WHERE s.uid = %s LIMIT 2",
        [uid],
    )
    reads = allowed(viewer, "catalog.read")
    return EntityPayload(
        change_set=change_sets_by_uid(viewer, [uid])[0],
        user_errors=(),
        client_mutation_id=None,
        entity=entity_resolve(viewer, names=[NameInput(ref=refs[0][0])])[0] if reads and len(refs) == 1 else None,
    )


@answered_by("entity_update", entity_answer)
def entity_update(
    viewer: Viewer,
    *,
    entities: EntitySelection,
    title: str | None = None,
    description: str | None = None,
    tier: int | None = None,
    lifecycle: str | None = None,
    add_tags: Sequence[str] | None = None,
    remove_tags: Sequence[str] | None = None,
    links: Sequence[LinkInput] | None = None,
    add_glossary_terms: Sequence[str] | None = None,
    remove_glossary_terms: Sequence[str] | None = None,
    clear: Sequence[EditField] | None = None,
    reason: str | None = None,
    expected_version: int | None = None,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> uuid.UUID:
    """Say what entities are, whatever sources say, until somebody says otherwise or clears it."""
    require_some(viewer)
    if tier is not None or EditField.TIER in (clear or ()):
        require(viewer, "owner.set")
    require_bulk(viewer, entities)
    values = FieldValues(
        title=title,
        description=description,
        tier=tier,
        lifecycle=lifecycle,
        add_tags=tuple(dict.fromkeys(add_tags or ())),
        remove_tags=tuple(dict.fromkeys(remove_tags or ())),
        links=links,
        add_glossary_terms=tuple(dict.fromkeys(add_glossary_terms or ())),
        remove_glossary_terms=tuple(dict.fromkeys(remove_glossary_terms or ())),
    ).by_path()
    refuse_both(values, clear or ())
    why = reason_given(reason, required=False)
    require_planned(entities, dry_run=dry_run)
    with transaction.atomic():
        selected = targets_select(
            viewer, entities, skip_unknown=skip_unknown, expected_version=expected_version, leave_out=()
        )
        cleared = _cleared(selected, clear or ())
        return fields_change(viewer, "entity_update", selected, values, cleared, reason=why, dry_run=dry_run)


def _cleared(selected: Selected, fields: Sequence[EditField]) -> list[str]:
    """The paths of what is to be cleared; of a set, those of the members that anybody edited."""
    asked = [path_of(field) for field in dict.fromkeys(fields)]
    paths = [path for path in asked if path not in SETS]
    for prefix in [path for path in asked if path in SETS]:
        edits = field_edits_of([target.id for target in selected.targets], below=prefix)
        paths += sorted({edit.path for found in edits.values() for edit in found})
    if fields and not paths:
        raise nothing_to_clear([field.value for field in fields])
    return paths
