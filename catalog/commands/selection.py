"""Which entities a command is about: by reference, or all under a filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.answers import OwnerState, given
from catalog.database import rows
from catalog.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from catalog.names import NEVER_OWNED, InvalidRef, ref_text
from catalog.permissions import visible
from catalog.queries.filters import EntityFilter, row_filter_sql
from catalog.viewers import Viewer

REFS_MAX = 500
# More than these at once, or a filter, must be planned first.
DIRECT_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitySelection:
    """These, or all under a filter; at most 500."""

    refs: tuple[str, ...] | None = given("These; at most 500.")
    filter: EntityFilter | None = given("All under a filter; at most 500. Dry run first, then change_set_apply.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One entity that a command changes; its row is locked."""

    id: int
    ref: str
    title: str
    version: int
    owner_ref: str | None
    owner_state: OwnerState | None


@dataclass(frozen=True, slots=True)
class Selected:
    """The entities, and the references that were asked for and left out."""

    targets: tuple[Target, ...]
    skipped: tuple[str, ...]


def targets_select(
    viewer: Viewer,
    selection: EntitySelection,
    *,
    skip_unknown: bool,
    expected_version: int | None,
    leave_out: Sequence[str] = NEVER_OWNED,
) -> Selected:
    """Find and lock the entities but those of the kinds to leave out; raises NotFoundError naming what nothing visible has,
    unless that is to be skipped."""
    if (selection.refs is None) == (selection.filter is None):
        raise InvalidError.of("entities", "needs exactly one of refs and filter")
    by = _by_refs if selection.refs is not None else _by_filter
    ids, skipped = by(viewer, selection, leave_out)
    if skipped and not skip_unknown:
        what = "can be owned" if leave_out else "can be edited"
        raise NotFoundError(
            f"Nothing visible that {what} has {'these refs' if len(skipped) > 1 else 'the ref'}: "
            f"{', '.join(skipped[:20])}{' and others' if len(skipped) > 20 else ''}. "
            "Leave them out, or ask to skip unknown ones."
        )
    targets = targets_lock(ids)
    if not targets:
        raise NotFoundError("No entity is selected.")
    if expected_version is not None:
        _check_version(targets, expected_version)
    return Selected(targets, tuple(skipped))


def is_bulk(selection: EntitySelection) -> bool:
    """Whether it is more than a person would look through one by one."""
    return selection.refs is None or len(set(selection.refs)) > DIRECT_MAX


def _by_refs(viewer: Viewer, selection: EntitySelection, leave_out: Sequence[str]) -> tuple[list[int], list[str]]:
    refs = selection.refs or ()
    if not refs:
        raise InvalidError.of("entities.refs", "names no entity")
    if len(refs) > REFS_MAX:
        raise TooManyError.of(
            "entities.refs", f"{len(refs)} refs were sent; at most {REFS_MAX} are accepted, send them in parts"
        )
    asked: dict[str, str] = {}
    wrong: list[str] = []
    for ref in refs:
        try:
            asked[ref_text(ref)] = ref
        except InvalidRef:
            wrong.append(ref)
    hidden, params = visible(viewer)
    found: dict[str, int] = dict(
        rows(
            "SELECT n.ref, e.id FROM (SELECT ref, id FROM catalog_entity WHERE ref = ANY(%s) UNION ALL "
            "SELECT key, entity_id FROM catalog_alias WHERE scheme = 'ref' AND key = ANY(%s)) AS n(ref, id) "
            "JOIN catalog_entity m ON m.id = n.id JOIN catalog_entity e ON e.id = coalesce(m.canonical_id, m.id) "
            "WHERE e.deleted_at IS NULL AND NOT e.stub AND e.kind <> ALL(%s) "
            f"AND {hidden}",
            [list(asked), list(asked), list(leave_out), *params],
        )
    )
    return sorted(set(found.values())), [*wrong, *(asked[ref] for ref in asked if ref not in found)]


def _by_filter(viewer: Viewer, selection: EntitySelection, leave_out: Sequence[str]) -> tuple[list[int], list[str]]:
    hidden, params = visible(viewer)
    where, where_params = row_filter_sql(selection.filter)
    found = rows(
        "SELECT e.id FROM catalog_facetrow f JOIN catalog_entity e ON e.id = f.entity_id WHERE f.counted AND NOT e.stub "
        f"AND e.kind <> ALL(%s) AND {hidden} AND {where} LIMIT %s",
        [list(leave_out), *params, *where_params, REFS_MAX + 1],
    )
    if len(found) > REFS_MAX:
        raise TooManyError.of("entities.filter", f"selects more than {REFS_MAX} entities; narrow it")
    return [row[0] for row in found], []


def targets_lock(ids: Sequence[int]) -> tuple[Target, ...]:
    """The entities with their rows locked, in the order of their ids."""
    return tuple(
        Target(
            id=row[0],
            ref=row[1],
            title=row[2],
            version=row[3],
            owner_ref=row[4],
            owner_state=OwnerState(row[5]) if row[5] else None,
        )
        for row in rows(
            "SELECT id, ref, title, version, owner_ref, owner_state FROM catalog_entity WHERE id = ANY(%s) "
            "ORDER BY id FOR NO KEY UPDATE",
            [list(ids)],
        )
    )


def _check_version(targets: Sequence[Target], expected: int) -> None:
    if len(targets) != 1:
        raise InvalidError.of("expected_version", "is only for exactly one entity")
    target = targets[0]
    if target.version != expected:
        raise version_conflict(target, expected)


def owner_words(owner_ref: str | None, state: OwnerState | None) -> str:
    """An owner and how it was decided, as sentences have it."""
    how = state.value if state else "not resolved"
    return f"{owner_ref or 'nobody'} ({'needs no owner' if state is OwnerState.UNOWNED_OK else how})"


def version_conflict(target: Target, expected: int) -> ConflictError:
    """Somebody was faster: says what stands there now, and who put it there."""
    last = rows(
        "SELECT by_name, at FROM catalog_auditentry WHERE target = %s AND allowed ORDER BY id DESC LIMIT 1",
        [target.ref],
    )
    who = f", last edited by {last[0][0]} at {last[0][1]:%Y-%m-%dT%H:%M:%SZ}" if last else ""
    return ConflictError(
        f"{target.ref} changed since you read it (version {expected}, now {target.version}{who}): its owner is now "
        f"{owner_words(target.owner_ref, target.owner_state)}. "
        "Look at it again, then repeat the change with the new version."
    )
