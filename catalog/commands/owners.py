"""Who owns what, as people decide it: set, clear, confirm, decline, waive. The same commands stand behind every door.

Each is one transaction: entities locked in order, the decision, the resolver's answer to it, the audit. A dry run answers
a plan that change_set_apply makes real within an hour.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from catalog.answers import AssertionKind
from catalog.commands.aspects import OWNER
from catalog.commands.assertions import DECISIONS, Decision, assertions_make, assertions_revoke
from catalog.commands.change_log import Act, Order, change_run
from catalog.commands.command import command
from catalog.commands.field_values import text_findings
from catalog.commands.selection import EntitySelection, Target, is_bulk, targets_select
from catalog.database import rows
from catalog.errors import FieldError, InvalidError, NotFoundError, WrongStateError
from catalog.names import InvalidRef, ref_text
from catalog.permissions import require
from catalog.viewers import Viewer

REVIEW_AFTER = timedelta(days=180)
REASON_MAX = 2_000


@command("owner_set")
def owner_set(
    viewer: Viewer,
    *,
    entities: EntitySelection,
    owner: str,
    reason: str,
    review_at: datetime | None = None,
    expected_version: int | None = None,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> uuid.UUID:
    """This team owns these entities, whatever sources say, until somebody decides otherwise."""
    _require_set(viewer, entities)
    arguments = {
        "owner": owner_known(owner),
        "review_at": (review_at or datetime.now(UTC) + REVIEW_AFTER).isoformat(),
    }
    order = Order(command="owner_set", arguments=arguments, reason=reason_given(reason))
    return _run(viewer, order, entities, expected_version, skip_unknown, dry_run)


@command("owner_clear")
def owner_clear(
    viewer: Viewer,
    *,
    entities: EntitySelection,
    reason: str,
    expected_version: int | None = None,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> uuid.UUID:
    """Take back what people decided of the owner: sources decide again."""
    _require_set(viewer, entities)
    order = Order(command="owner_clear", arguments={}, reason=reason_given(reason))
    return _run(viewer, order, entities, expected_version, skip_unknown, dry_run)


@command("owner_confirm")
def owner_confirm(
    viewer: Viewer,
    *,
    entities: EntitySelection,
    reason: str | None = None,
    expected_version: int | None = None,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> uuid.UUID:
    """The present owner is right; the owning team itself may say so."""
    require_bulk(viewer, entities)
    order = Order(command="owner_confirm", arguments={}, reason=reason_given(reason, required=False))
    return _run(viewer, order, entities, expected_version, skip_unknown, dry_run)


@command("owner_decline")
def owner_decline(
    viewer: Viewer,
    *,
    entities: EntitySelection,
    team: str,
    reason: str,
    instead: str | None = None,
    expected_version: int | None = None,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> uuid.UUID:
    """This team does not own these entities; the team itself may say so, and name another."""
    declining = owner_known(team, field="team")
    require(viewer, "owner.answer", team=declining)
    require_bulk(viewer, entities)
    arguments = {
        "team": declining,
        "instead": None if instead is None else owner_known(instead, field="instead"),
    }
    order = Order(command="owner_decline", arguments=arguments, reason=reason_given(reason))
    return _run(viewer, order, entities, expected_version, skip_unknown, dry_run)


@command("owner_waive")
def owner_waive(
    viewer: Viewer,
    *,
    entities: EntitySelection,
    reason: str,
    review_at: datetime | None = None,
    expected_version: int | None = None,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> uuid.UUID:
    """These entities need no owner."""
    _require_set(viewer, entities)
    arguments = {"review_at": (review_at or datetime.now(UTC) + REVIEW_AFTER).isoformat()}
    order = Order(command="owner_waive", arguments=arguments, reason=reason_given(reason))
    return _run(viewer, order, entities, expected_version, skip_unknown, dry_run)


def _run(
    viewer: Viewer,
    order: Order,
    entities: EntitySelection,
    expected_version: int | None,
    skip_unknown: bool,
    dry_run: bool,
) -> uuid.UUID:
    require_planned(entities, dry_run=dry_run)
    with transaction.atomic():
        selected = targets_select(viewer, entities, skip_unknown=skip_unknown, expected_version=expected_version)
        return change_run(viewer, order, selected, act_of(viewer, order), OWNER, dry_run=dry_run)


def _require_set(viewer: Viewer, entities: EntitySelection) -> None:
    require(viewer, "owner.set")
    require_bulk(viewer, entities)


def require_bulk(viewer: Viewer, entities: EntitySelection) -> None:
    """Many at once take a right of their own."""
    if is_bulk(entities):
        require(viewer, "owner.bulk")


def require_planned(entities: EntitySelection, *, dry_run: bool) -> None:
    """Many at once are planned first; raises InvalidError when they are not."""
    if is_bulk(entities) and not dry_run:
        raise InvalidError.of(
            "dry_run", "more than 20 entities, or a filter, are planned first: ask with dry_run, then change_set_apply"
        )


def reason_given(text: str | None, *, required: bool = True) -> str | None:
    """The reason as it is kept; raises InvalidError where one is needed and none is there."""
    found = (text or "").strip()
    if not found and required:
        raise InvalidError.of("reason", "is missing: say why, for whoever reads the history")
    for field, message in text_findings("reason", found or None, REASON_MAX):
        raise InvalidError.of(field, message)
    return found or None


def owner_known(text: str, *, field: str = "owner") -> str:
    """The canonical ref of a living team."""
    try:
        ref = ref_text(text)
    except InvalidRef as error:
        raise InvalidError.of(field, str(error)) from error
    found = rows(
        "SELECT e.ref, e.kind, e.deleted_at IS NOT NULL OR e.stub FROM catalog_entity e "
        "LEFT JOIN catalog_alias a ON a.entity_id = e.id AND a.scheme = 'ref' AND a.key = %s "
        "WHERE e.ref = %s OR a.key IS NOT NULL LIMIT 1",
        [ref, ref],
    )
    if not found:
        missing = f"no team has the ref {ref}."
        raise NotFoundError(f"{field}: {missing}", errors=(FieldError(field, missing),))
    living, kind, is_gone = found[0]
    if is_gone:
        raise InvalidError.of(field, f"{living} is dissolved; name a team that exists")
    if kind != "team":
        raise InvalidError.of(field, f"{living} is no team; only teams are accountable")
    return str(living)


# What each command does to the assertions. `arguments` are those kept with the change set.


def act_of(viewer: Viewer, order: Order) -> Act:
    """The action of an order, also of one that was planned before."""
    return _ACTS[order.command](viewer, order)


def _act_set(viewer: Viewer, order: Order) -> Act:
    def act(change_set_id: int, targets: Sequence[Target]) -> None:
        ids = [target.id for target in targets]
        owner = order.arguments["owner"]
        assertions_revoke(ids, kinds=DECISIONS, change_set_id=change_set_id)
        assertions_revoke(ids, kinds=[AssertionKind.DECLINE], change_set_id=change_set_id, owner_ref=owner)
        _make(viewer, order, change_set_id, targets, AssertionKind.OVERRIDE, owner)

    return act


def _act_clear(viewer: Viewer, order: Order) -> Act:
    def act(change_set_id: int, targets: Sequence[Target]) -> None:
        ids = [target.id for target in targets]
        kinds = (*DECISIONS, AssertionKind.CONFIRM)
        if not assertions_revoke(ids, kinds=kinds, change_set_id=change_set_id):
            raise WrongStateError("Nobody decided an owner here: there is nothing to clear.")

    return act


def _act_confirm(viewer: Viewer, order: Order) -> Act:
    def act(change_set_id: int, targets: Sequence[Target]) -> None:
        for target in targets:
            if target.owner_ref is None:
                raise WrongStateError(f"{target.ref} has no owner to confirm.")
            require(viewer, "owner.answer", team=target.owner_ref)
        ids = [target.id for target in targets]
        assertions_revoke(ids, kinds=[AssertionKind.CONFIRM], change_set_id=change_set_id)
        decisions = [Decision(entity_id=t.id, kind=AssertionKind.CONFIRM, owner_ref=t.owner_ref) for t in targets]
        assertions_make(viewer, decisions, change_set_id=change_set_id, reason=order.reason)

    return act


def _act_decline(viewer: Viewer, order: Order) -> Act:
    def act(change_set_id: int, targets: Sequence[Target]) -> None:
        ids = [target.id for target in targets]
        team = order.arguments["team"]
        kinds = (AssertionKind.OVERRIDE, AssertionKind.CONFIRM, AssertionKind.DECLINE)
        assertions_revoke(ids, kinds=kinds, change_set_id=change_set_id, owner_ref=team)
        _make(viewer, order, change_set_id, targets, AssertionKind.DECLINE, team)

    return act


def _act_waive(viewer: Viewer, order: Order) -> Act:
    def act(change_set_id: int, targets: Sequence[Target]) -> None:
        ids = [target.id for target in targets]
        assertions_revoke(ids, kinds=(*DECISIONS, AssertionKind.CONFIRM), change_set_id=change_set_id)
        _make(viewer, order, change_set_id, targets, AssertionKind.UNOWNED_OK, None)

    return act


def _make(
    viewer: Viewer,
    order: Order,
    change_set_id: int,
    targets: Sequence[Target],
    kind: AssertionKind,
    owner: str | None,
) -> None:
    review = order.arguments.get("review_at")
    assertions_make(
        viewer,
        [
            Decision(entity_id=t.id, kind=kind, owner_ref=owner, instead_ref=order.arguments.get("instead"))
            for t in targets
        ],
        change_set_id=change_set_id,
        reason=order.reason,
        review_at=datetime.fromisoformat(review) if review else None,
    )


_ACTS: dict[str, Callable[[Viewer, Order], Act]] = {
    "owner_set": _act_set,
    "owner_clear": _act_clear,
    "owner_confirm": _act_confirm,
    "owner_decline": _act_decline,
    "owner_waive": _act_waive,
}
