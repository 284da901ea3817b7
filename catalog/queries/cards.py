"""Rows to cards and links: the one place that knows how an entity is shown in a list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from catalog.answers import EntityCard, EntityLink, ExistenceState, FreshnessState, GlossaryTerm, Level, OwnerState
from catalog.database import Row, rows
from catalog.names import Kind, kind_of
from catalog.permissions import visible
from catalog.queries.hidden import refs_hidden
from catalog.viewers import Viewer

CARD_COLUMNS = (
    "e.id, e.uid, e.ref, e.descriptor_kind, e.namespace, e.name, e.kind, e.type, e.title, e.summary, e.platform, "
    "e.tier, e.lifecycle, e.tags, e.owner_ref, e.system_ref, e.domain_ref, e.parent_ref, e.last_arrival_at, "
    "e.created_at, e.updated_at, e.version, e.owner_state, h.condition, h.care, h.level, h.freshness, h.expected_by, "
    "e.existence_state, e.gone_at, e.glossary_terms"
)
CARD_FROM = "catalog_entity e LEFT JOIN catalog_healthstate h ON h.entity_id = e.id"
CARD_WIDTH = CARD_COLUMNS.count(",") + 1
LEVELS = tuple(Level)
_LINKED = (14, 15, 16, 17)  # owner, system, domain, parent
_TERMS = 30


def entity_url(ref: str) -> str:
    """Path of the entity's page in the web UI."""
    kind, _, rest = ref.partition(":")
    namespace, _, name = rest.partition("/")
    return f"/e/{kind}/{namespace}/{quote(name)}"


def cards_of(viewer: Viewer, found: Sequence[Row]) -> list[EntityCard]:
    """Cards of rows selected by CARD_COLUMNS, with the links of all of them fetched in one statement."""
    named = {row[i] for row in found for i in _LINKED if row[i]} | {ref for row in found for ref in row[_TERMS]}
    told = _told_of(viewer, named)
    links = {ref: link for ref, (link, _) in told.items()}
    terms = {ref: _term(link, summary) for ref, (link, summary) in told.items()}
    return [_card(row, links, terms) for row in found]


def _term(link: EntityLink, summary: str | None) -> GlossaryTerm:
    return GlossaryTerm(ref=link.ref, title=link.title, definition=summary, exists=link.exists)


def _card(row: Row, links: Mapping[str, EntityLink], terms: Mapping[str, GlossaryTerm]) -> EntityCard:
    return EntityCard(
        id=f"ent_{row[1]}",
        ref=row[2],
        kind=Kind(row[6]),
        type=row[7],
        namespace=row[4],
        name=row[5],
        title=row[8],
        summary=row[9],
        platform=row[10],
        tier=row[11],
        lifecycle=row[12],
        tags=tuple(row[13]),
        glossary_terms=tuple(terms[ref] for ref in row[_TERMS] if ref in terms),
        owner=links.get(row[14]),
        owner_state=OwnerState(row[22]) if row[22] else None,
        system=links.get(row[15]),
        domain=links.get(row[16]),
        parent=links.get(row[17]),
        condition=row[23],
        care=row[24],
        level=LEVELS[row[25] or 0],
        freshness=FreshnessState(row[26] or "unknown"),
        last_arrival_at=row[18],
        expected_by=row[27],
        existence_state=ExistenceState(row[28] or "live"),
        gone_at=row[29],
        created_at=row[19],
        updated_at=row[20],
        version=row[21],
        url=entity_url(row[2]),
    )


def links_of(viewer: Viewer, refs: Iterable[str]) -> dict[str, EntityLink]:
    """A link for each ref that is not hidden from the viewer; `exists` is false where nothing has it."""
    return {ref: link for ref, (link, _) in _told_of(viewer, refs).items()}


def _told_of(viewer: Viewer, refs: Iterable[str]) -> dict[str, tuple[EntityLink, str | None]]:
    """The same with the summary of each."""
    wanted = sorted(set(refs))
    if not wanted:
        return {}
    known = {
        ref: (EntityLink(ref=ref, kind=Kind(kind), title=title, exists=True), summary)
        for ref, kind, title, summary in rows(
            "SELECT e.ref, e.kind, e.title, e.summary FROM catalog_entity e WHERE e.ref = ANY(%s) AND e.deleted_at IS NULL",
            [wanted],
        )
    }
    hidden = refs_hidden(viewer, wanted)
    return {ref: known.get(ref) or (_missing_link(ref), None) for ref in wanted if ref not in hidden}


def links_by_id(viewer: Viewer, entity_ids: Iterable[int]) -> dict[int, EntityLink]:
    """A link for each visible entity id; hidden ones are absent."""
    condition, params = visible(viewer)
    return {
        entity_id: EntityLink(ref=ref, kind=Kind(kind), title=title, exists=True)
        for entity_id, ref, kind, title in rows(
            f"SELECT e.id, e.ref, e.kind, e.title FROM catalog_entity e WHERE e.id = ANY(%s) AND {condition}",
            [sorted(set(entity_ids)), *params],
        )
    }


def cards_by_id(viewer: Viewer, entity_ids: Iterable[int]) -> dict[int, EntityCard]:
    """A card for each visible entity id; hidden ones are absent."""
    condition, params = visible(viewer)
    found = rows(
        f"SELECT {CARD_COLUMNS} FROM {CARD_FROM} WHERE e.id = ANY(%s) AND {condition}",
        [sorted(set(entity_ids)), *params],
    )
    return {row[0]: card for row, card in zip(found, cards_of(viewer, found), strict=True)}


def _missing_link(ref: str) -> EntityLink:
    kind, _, rest = ref.partition(":")
    return EntityLink(ref=ref, kind=kind_of(kind, None), title=rest.partition("/")[2], exists=False)


def uid_of(prefix: str, text: str) -> uuid.UUID | None:
    """The UUID of an id such as ent_..., None when it is no such id."""
    head, _, tail = text.partition("_")
    if head != prefix:
        return None
    try:
        return uuid.UUID(tail)
    except ValueError:
        return None
