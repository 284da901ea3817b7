"""Which entities are one, as people decide it: merge, take a name away, keep apart. The same commands stand behind every door.

Each is one transaction: both entities locked in order, the decision, the audit. People's word beats what symlinks say; the
groups that follow from both are found by lineage/ingest/alias_groups.py within seconds. Facts stay where they were told, so
change_set_undo is exact.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from django.db import transaction

from catalog.answers import DecisionKind, IdentityPayload
from catalog.commands.aspects import IDENTITY
from catalog.commands.change_log import Act, Order, change_run
from catalog.commands.command import answered_by
from catalog.commands.decisions import decisions_make, decisions_revoke
from catalog.commands.owners import reason_given
from catalog.commands.selection import Selected, Target, targets_lock, version_conflict
from catalog.database import rows
from catalog.errors import FieldError, InvalidError, NotFoundError, WrongStateError
from catalog.ingest.variants import variants_note
from catalog.names import DATASET_SCHEME, JOB_SCHEME
from catalog.permissions import require
from catalog.queries.change_sets import change_sets_by_uid
from catalog.queries.entities import NameInput, entity_ids_of, entity_resolve
from catalog.queries.members import groups_of
from catalog.viewers import Viewer

RIGHT = "entity.delete"
_NOUNS = {DATASET_SCHEME: "dataset", JOB_SCHEME: "job"}


def _answer(viewer: Viewer, uid: uuid.UUID) -> IdentityPayload:
    """The change set, and the entity that the order says stays."""
    stays = rows("SELECT arguments->>'stays' FROM catalog_changeset WHERE uid = %s", [uid])[0][0]
    return IdentityPayload(
        change_set=change_sets_by_uid(viewer, [uid])[0],
        user_errors=(),
        client_mutation_id=None,
        entity=entity_resolve(viewer, names=[NameInput(ref=stays)])[0],
    )


@answered_by("entity_merge", _answer)
def entity_merge(
    viewer: Viewer,
    *,
    ref: str,
    into: str,
    reason: str,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> uuid.UUID:
    """Make two datasets, or two jobs, one: the names of `ref` lead to `into`, with the lineage and runs of both."""
    require(viewer, RIGHT)
    why = reason_given(reason)
    with transaction.atomic():
        goes, stays = _entities(viewer, ref=ref, into=into)
        if goes[0] == stays[0]:
            raise WrongStateError(f"{ref} and {into} are one already.")
        _require_alike(goes, stays)
        order = Order(command="entity_merge", arguments={"goes": goes[1], "stays": stays[1]}, reason=why)
        return _run(viewer, order, goes, stays, expected_version, dry_run)


@answered_by("alias_detach", _answer)
def alias_detach(
    viewer: Viewer,
    *,
    ref: str,
    scheme: str,
    key: str,
    reason: str,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> uuid.UUID:
    """Split what was merged wrongly: the entity that had this name before is one of its own, whatever symlinks say."""
    require(viewer, RIGHT)
    why = reason_given(reason)
    with transaction.atomic():
        ((head, living),) = _entities(viewer, ref=ref)
        member = _member_named(head, living, scheme, key)
        arguments = {"goes": member[1], "stays": living, "scheme": scheme, "key": key}
        order = Order(command="alias_detach", arguments=arguments, reason=why)
        return _run(viewer, order, member, (head, living), expected_version, dry_run)


@answered_by("variant_dismiss", _answer)
def variant_dismiss(
    viewer: Viewer,
    *,
    ref: str,
    other: str,
    reason: str,
    expected_version: int | None = None,
    dry_run: bool = False,
) -> uuid.UUID:
    """Keep two entities apart although their names are alike: they leave the list, and no symlink makes them one."""
    require(viewer, RIGHT)
    why = reason_given(reason)
    with transaction.atomic():
        one, two = _entities(viewer, ref=ref, other=other)
        if one[0] == two[0]:
            raise WrongStateError(f"{ref} and {other} are one; take the name away with alias_detach.")
        order = Order(command="variant_dismiss", arguments={"goes": one[1], "stays": two[1]}, reason=why)
        return _run(viewer, order, one, two, expected_version, dry_run)


Known = tuple[int, str]


def _run(
    viewer: Viewer, order: Order, goes: Known, stays: Known, expected_version: int | None, dry_run: bool
) -> uuid.UUID:
    """One change of two entities; the version is that of the entity that the command names as `ref`."""
    targets = targets_lock([goes[0], stays[0]])
    asked = stays if order.command == "alias_detach" else goes
    for target in targets:
        if target.id == asked[0] and expected_version is not None and target.version != expected_version:
            raise version_conflict(target, expected_version)
    return change_run(viewer, order, Selected(targets, ()), act_of(viewer, order), IDENTITY, dry_run=dry_run)


def _entities(viewer: Viewer, **refs: str) -> list[Known]:
    """(id, living ref) of each; errors name the argument."""
    found: list[Known] = []
    for field, ref in refs.items():
        try:
            found += entity_ids_of(viewer, [ref])
        except (InvalidError, NotFoundError) as error:
            told = error.errors[0].message if error.errors else error.message
            raise type(error)(f"{field}: {told}", errors=(FieldError(field, told),)) from error
    return found


def _require_alike(goes: Known, stays: Known) -> None:
    schemes: dict[int, set[str]] = {goes[0]: set(), stays[0]: set()}
    for entity_id, scheme in rows(
        "SELECT entity_id, scheme FROM catalog_alias WHERE entity_id = ANY(%s) AND scheme = ANY(%s)",
        [list(schemes), list(_NOUNS)],
    ):
        schemes[entity_id].add(scheme)
    for field, (entity_id, ref) in (("ref", goes), ("into", stays)):
        if not schemes[entity_id]:
            raise InvalidError.of(
                field, f"{ref} has no OpenLineage name; datasets and jobs known from events are merged"
            )
    if not schemes[goes[0]] & schemes[stays[0]]:
        one, two = (_NOUNS[min(schemes[entity_id])] for entity_id, _ in (goes, stays))
        raise InvalidError.of("into", f"{stays[1]} is a {two}, {goes[1]} is a {one}; only two of a kind can be one")


def _member_named(head: int, living: str, scheme: str, key: str) -> Known:
    """The entity of the group that had this name before it was merged."""
    namespace, _, name = key.rpartition("\n") if scheme in _NOUNS else ("", "", key)
    found = rows(
        "SELECT e.id, e.ref FROM catalog_alias a JOIN catalog_entity e ON e.id = a.entity_id "
        "WHERE a.scheme = %s AND a.namespace = %s AND a.key = %s",
        [scheme, namespace, name],
    )
    group = groups_of([head])[head]
    if not found or found[0][0] not in group:
        missing = f"is no name of {living}"
        raise NotFoundError(f"key: {missing}", errors=(FieldError("key", missing),))
    if len(group) == 1:
        raise WrongStateError(f"Nothing is merged into {living}: the name is its own.")
    return found[0][0], found[0][1]


# What each command decides. `arguments` are those kept with the change set.


def act_of(viewer: Viewer, order: Order) -> Act:
    """The action of an order, also of one that was planned before."""

    def act(change_set_id: int, targets: Sequence[Target]) -> None:
        ids = {target.ref: target.id for target in targets}
        ACTS[order.command](viewer, order, change_set_id, ids[order.arguments["goes"]], ids[order.arguments["stays"]])

    return act


def _merge(viewer: Viewer, order: Order, change_set_id: int, goes: int, stays: int) -> None:
    """What kept any name of the one from any name of the other is taken back: they are one now."""
    groups = groups_of([goes, stays])
    decisions_revoke(groups.get(goes, [goes]), groups.get(stays, [stays]), change_set_id=change_set_id)
    decisions_make(viewer, DecisionKind.SAME, [(goes, stays)], change_set_id=change_set_id, reason=order.reason)


def _detach(viewer: Viewer, order: Order, change_set_id: int, goes: int, stays: int) -> None:
    """Apart from every other: from one alone, a third that both are one with could go either way."""
    others = [member for group in groups_of([goes]).values() for member in group if member != goes]
    pairs = [(goes, other) for other in others]
    decisions_make(viewer, DecisionKind.APART, pairs, change_set_id=change_set_id, reason=order.reason)


def _dismiss(viewer: Viewer, order: Order, change_set_id: int, goes: int, stays: int) -> None:
    """Each may still be one with another of the same form."""
    decisions_make(viewer, DecisionKind.APART, [(goes, stays)], change_set_id=change_set_id, reason=order.reason)
    variants_note(row[0] for row in rows("SELECT id FROM catalog_alias WHERE entity_id IN (%s, %s)", [goes, stays]))


ACTS: dict[str, Callable[[Viewer, Order, int, int, int], None]] = {
    "entity_merge": _merge,
    "alias_detach": _detach,
    "variant_dismiss": _dismiss,
}
