"""Edges that people declare, where no producer tells of them, and take back. Each is one transaction with its audit."""

from __future__ import annotations

from django.db import transaction

from catalog.answers import EntityCard
from catalog.commands.audit import AuditLine, audit_write
from catalog.commands.command import attempt
from catalog.commands.owners import reason_given
from catalog.commands.selection import targets_lock
from catalog.errors import InvalidError, NotFoundError, WrongStateError
from catalog.names import Kind
from catalog.permissions import require
from catalog.queries.cards import links_by_id
from catalog.queries.entities import NameInput, entity_ids_of, entity_resolve
from catalog.queries.members import groups_of
from catalog.viewers import Viewer
from lineage.answers import EdgePayload
from lineage.ingest import manual_edges

_ENDS = frozenset({Kind.DATASET, Kind.JOB, Kind.PIPELINE, Kind.DASHBOARD, Kind.MODEL})


def edge_declare(viewer: Viewer, *, source: str, target: str, reason: str, dry_run: bool = False) -> EdgePayload:
    """Declare that the target is made from the source. It holds until somebody retracts it: no sync and no run ends it."""
    return attempt(viewer, "edge_declare", lambda: _run(viewer, "edge_declare", source, target, reason, dry_run))


def edge_retract(viewer: Viewer, *, source: str, target: str, reason: str, dry_run: bool = False) -> EdgePayload:
    """Take back an edge that people declared. What producers tell of it stays; the past keeps it."""
    return attempt(viewer, "edge_retract", lambda: _run(viewer, "edge_retract", source, target, reason, dry_run))


def _run(viewer: Viewer, stem: str, source: str, target: str, reason: str, dry_run: bool) -> EdgePayload:
    why = reason_given(reason) or ""
    with transaction.atomic():
        ends = [entity_id for entity_id, _ in entity_ids_of(viewer, [source, target])]
        targets_lock(ends)
        cards = [card for card in entity_resolve(viewer, names=[NameInput(ref=source), NameInput(ref=target)]) if card]
        _check(ends, cards)
        owner = cards[1].owner
        require(viewer, "entity.edit", team=owner.ref if owner else None)
        refs = [card.ref for card in cards]
        if stem == "edge_declare":
            done = manual_edges.edge_declare(ends[0], ends[1], by=viewer.key, reason=why)
            if not done:
                raise WrongStateError(f"People declared already that {refs[1]} is made from {refs[0]}.")
        else:
            groups = groups_of(ends)
            done = manual_edges.edge_retract([(s, t) for s in groups[ends[0]] for t in groups[ends[1]]])
            if not done:
                raise NotFoundError(f"Nobody declared that {refs[1]} is made from {refs[0]}.")
        line = AuditLine(action=stem, target=refs[1], reason=why, after={"source": refs[0], "target": refs[1]})
        audit_write(viewer, [line])
        links = links_by_id(viewer, ends)
        if dry_run:
            transaction.set_rollback(True)
    return EdgePayload(source=links[ends[0]], target=links[ends[1]], user_errors=(), client_mutation_id=None)


def _check(ends: list[int], cards: list[EntityCard]) -> None:
    if ends[0] == ends[1]:
        raise InvalidError.of("target", "is the source itself")
    for field, card in zip(("source", "target"), cards, strict=True):
        if card.kind not in _ENDS:
            known = ", ".join(sorted(kind.value for kind in _ENDS))
            raise InvalidError.of(field, f"is a {card.kind.value}; edges join these kinds: {known}")
