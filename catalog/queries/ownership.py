"""Who owns an entity, why, since when, and how it was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from catalog.answers import (
    Assertion,
    AssertionKind,
    EntityLink,
    EvidenceOutcome,
    OwnerEvidence,
    OwnerRole,
    OwnershipPeriod,
    OwnershipReport,
    OwnerState,
    OwnerSuggestion,
    RoleOwner,
)
from catalog.database import Row, rows
from catalog.errors import InvalidError
from catalog.permissions import require
from catalog.queries.cards import links_by_id, links_of
from catalog.queries.entities import entity_ids_of
from catalog.queries.hidden import redacted, refs_in
from catalog.viewers import Viewer

EVIDENCE_MAX = 100
PERIODS_MAX = 200
ALGORITHM_UNKNOWN = "0"
_COLUMNS = (
    "entity_id, role, owner_ref, state, accepted, text, hidden_ref, stale_reasons, ledger, suggestions, algorithm, "
    "valid_from, valid_to"
)


def ownership_get(viewer: Viewer, *, refs: Sequence[str], as_of: datetime | None = None) -> tuple[OwnershipReport, ...]:
    """Who owns each entity, now or at an instant, with everything that spoke for and against it."""
    require(viewer, "catalog.read")
    if as_of is not None and as_of > datetime.now(UTC):
        raise InvalidError.of("as_of", "lies in the future")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    return ownership_by_ids(viewer, ids, as_of=as_of)


def ownership_by_ids(
    viewer: Viewer, entity_ids: Sequence[int], *, as_of: datetime | None = None
) -> tuple[OwnershipReport, ...]:
    """Reports of entities that the viewer was found to see."""
    at = as_of or datetime.now(UTC)
    resolved: dict[int, list[Row]] = defaultdict(list)
    for row in rows(
        f"SELECT {_COLUMNS} FROM catalog_resolvedownership WHERE entity_id = ANY(%s) "
        "AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s) ORDER BY entity_id, role",
        [list(entity_ids), at, at],
    ):
        resolved[row[0]].append(row)
    for entity_id, found in resolved.items():
        # One pass over all that was written for everybody: text, reasons, ledger, suggestions.
        cleaned = redacted(viewer, [row[5:10] for row in found])
        resolved[entity_id] = [(*row[:5], *c, *row[10:]) for row, c in zip(found, cleaned, strict=True)]
    assertions: dict[int, list[Row]] = defaultdict(list)
    for row in rows(
        "SELECT entity_id, uid, kind, owner_ref, role, by_name, reason, created_at, review_at, revoked_at "
        "FROM catalog_ownershipassertion WHERE entity_id = ANY(%s) AND created_at <= %s "
        "AND (revoked_at IS NULL OR revoked_at > %s) ORDER BY created_at DESC, id DESC",
        [list(entity_ids), at, at],
    ):
        assertions[row[0]].append(row)
    others: dict[int, list[Row]] = defaultdict(list)
    for row in rows(_OTHER_ROLES, [list(entity_ids)]) if as_of is None else ():
        others[row[0]].append(row)
    named = _named([*(r for group in resolved.values() for r in group)], assertions)
    links = links_of(viewer, named | {row[2] for group in others.values() for row in group})
    entities = links_by_id(viewer, entity_ids)
    return tuple(
        _report(entities[entity_id], at, resolved[entity_id], assertions[entity_id], others[entity_id], links)
        for entity_id in entity_ids
    )


def _named(resolved: Iterable[Row], assertions: dict[int, list[Row]]) -> set[str]:
    """Every owner that the reports name, and every entity that their texts name."""
    found: set[str | None] = {row[3] for group in assertions.values() for row in group}
    for row in resolved:
        found |= {row[2], row[6], *refs_in(row[5:10])}
    return {ref for ref in found if ref}


def _report(
    entity: EntityLink,
    at: datetime,
    resolved: Sequence[Row],
    assertions: Sequence[Row],
    others: Sequence[Row],
    links: dict[str, EntityLink],
) -> OwnershipReport:
    main = next((row for row in resolved if row[1] == OwnerRole.ACCOUNTABLE), None)
    evidence = [_evidence(line, links) for row in resolved for line in row[8]]
    declared = {
        line["owner"] for row in resolved for line in row[8] if line["tier"] == 2 and line["outcome"] != "ignored"
    }
    return OwnershipReport(
        entity=entity,
        as_of=at,
        accountable=links.get(main[2]) if main and main[2] else None,
        state=OwnerState(main[3]) if main else None,
        since=main[11] if main else None,
        accepted=bool(main and main[4]),
        roles=tuple(_roles(main, others, links)),
        suggestions=tuple(_suggestion(item, links) for item in (main[9] if main else ()) if item["owner"] in links),
        evidence=tuple(evidence[:EVIDENCE_MAX]),
        assertions=tuple(_assertion(row, links, declared) for row in assertions),
        stale_reasons=tuple(main[7]) if main else (),
        hidden_declaration=links.get(main[6]) if main and main[6] else None,
        mentions=tuple(links[ref] for ref in sorted(refs_in([row[5:10] for row in resolved])) if ref in links),
        algorithm=main[10] if main else ALGORITHM_UNKNOWN,
    )


# Other roles than the accountable one are not resolved: all whom trusted sources declare have them.
_OTHER_ROLES = (
    "SELECT DISTINCT o.entity_id, o.role, o.owner_ref, s.key FROM catalog_ownershipevidence o "
    "JOIN catalog_source s ON s.id = o.source_id WHERE o.entity_id = ANY(%s) AND o.role <> 'accountable' AND o.tier = 2 "
    "AND s.trusted_for_owners AND o.owner_ref IS NOT NULL ORDER BY 1, 2, 3, 4"
)


def _roles(main: Row | None, others: Sequence[Row], links: dict[str, EntityLink]) -> Iterable[RoleOwner]:
    if main is not None and main[2] in links:
        won = next((line["source"] for line in main[8] if line["outcome"] == "won"), "people")
        yield RoleOwner(role=OwnerRole.ACCOUNTABLE, owner=links[main[2]], source=won)
    for _, role, owner, source in others:
        if owner in links:
            yield RoleOwner(role=OwnerRole(role), owner=links[owner], source=source)


def _suggestion(item: dict[str, Any], links: dict[str, EntityLink]) -> OwnerSuggestion:
    return OwnerSuggestion(
        team=links[item["owner"]],
        band=item["band"],
        families=tuple(item["families"]),
        reasons=tuple(item["reasons"]),
    )


def _evidence(line: dict[str, Any], links: dict[str, EntityLink]) -> OwnerEvidence:
    return OwnerEvidence(
        tier=line["tier"],
        source=line["source"],
        family=line["family"],
        owner=links.get(line["owner"]) if line["owner"] else None,
        role=OwnerRole(line["role"]),
        strength=line["strength"],
        outcome=EvidenceOutcome(line["outcome"]),
        reason=line["reason"],
        text=line["text"],
        event_at=_instant(line["event_at"]),
        observed_at=_instant(line["observed_at"]),
        url=line["url"],
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _assertion(row: Row, links: dict[str, EntityLink], declared: set[str]) -> Assertion:
    kind = AssertionKind(row[2])
    return Assertion(
        id=f"ast_{row[1]}",
        kind=kind,
        owner=links.get(row[3]) if row[3] else None,
        role=OwnerRole(row[4]),
        by=row[5],
        reason=row[6],
        created_at=row[7],
        review_at=row[8],
        revoked_at=row[9],
        redundant=kind is AssertionKind.OVERRIDE and row[3] in declared,
    )


def ownership_period_list(viewer: Viewer, *, ref: str, role: OwnerRole | None = None) -> tuple[OwnershipPeriod, ...]:
    """Every stretch of ownership of an entity, newest first; at most 200."""
    require(viewer, "catalog.read")
    entity_id, _ = entity_ids_of(viewer, [ref])[0]
    found = rows(
        "SELECT role, owner_ref, state, text, valid_from, valid_to FROM catalog_resolvedownership WHERE entity_id = %s "
        "AND (%s::text IS NULL OR role = %s) ORDER BY valid_from DESC, id DESC LIMIT %s",
        [entity_id, role and role.value, role and role.value, PERIODS_MAX],
    )
    links = links_of(viewer, {row[1] for row in found if row[1]})
    return tuple(
        OwnershipPeriod(
            role=OwnerRole(row[0]),
            owner=links.get(row[1]) if row[1] else None,
            state=OwnerState(row[2]),
            text=text,
            since=row[4],
            until=row[5],
        )
        for row, text in zip(found, redacted(viewer, [row[3] for row in found]), strict=True)
    )
