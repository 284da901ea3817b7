"""How many entities have each value: the counts beside a search."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.answers import Facet, FacetField, FacetValue, Level
from catalog.database import rows
from catalog.errors import TooManyError
from catalog.permissions import require, visible
from catalog.queries.cards import links_of
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.queries.hidden import not_hidden
from catalog.queries.matching import Terms, match_sql, terms_of
from catalog.viewers import Viewer

FIELDS_MAX = len(FacetField)
VALUES_MAX = 50
# Facet -> SQL value, the filter field that it does not filter itself by, and a join when it has many values.
FACET_SQL: dict[FacetField, tuple[str, str, str]] = {
    FacetField.KIND: ("e.kind", "kinds", ""),
    FacetField.TYPE: ("e.type", "types", ""),
    FacetField.PLATFORM: ("e.platform", "platforms", ""),
    FacetField.OWNER: ("e.owner_ref", "owners", ""),
    FacetField.OWNER_STATE: ("e.owner_state", "owner_states", ""),
    FacetField.LEVEL: (
        f"(ARRAY{[level.value for level in Level]})[coalesce(hs.level, 0) + 1]",
        "levels",
        "LEFT JOIN catalog_healthstate hs ON hs.entity_id = e.id",
    ),
    FacetField.FRESHNESS: (
        "coalesce(hs.freshness, 'unknown')",
        "freshness",
        "LEFT JOIN catalog_healthstate hs ON hs.entity_id = e.id",
    ),
    FacetField.TIER: ("e.tier::text", "tier", ""),
    FacetField.LIFECYCLE: ("e.lifecycle", "lifecycles", ""),
    FacetField.SYSTEM: ("e.system_ref", "systems", ""),
    FacetField.DOMAIN: ("e.domain_ref", "domains", ""),
    FacetField.TAG: ("tag", "tags", "CROSS JOIN LATERAL unnest(e.tags) AS tag"),
    FacetField.NAMESPACE: ("e.namespace", "namespace", ""),
    FacetField.EXISTENCE: ("coalesce(e.existence_state, 'live')", "existence", ""),
    FacetField.SOURCE: (
        "src.key",
        "sources",
        "JOIN catalog_claim c ON c.entity_id = e.id JOIN catalog_source src ON src.id = c.source_id",
    ),
}
_TITLED = {FacetField.OWNER, FacetField.SYSTEM, FacetField.DOMAIN}
_WORDS = {FacetField.KIND, FacetField.OWNER_STATE, FacetField.LEVEL, FacetField.FRESHNESS, FacetField.EXISTENCE}


def entity_count(
    viewer: Viewer, *, by: Sequence[FacetField], text: str | None = None, filter: EntityFilter | None = None
) -> tuple[Facet, ...]:
    """Counts by field under words and filter; a field does not filter its own facet."""
    require(viewer, "catalog.read")
    if len(by) > FIELDS_MAX:
        raise TooManyError.of("by", f"{len(by)} fields were asked; at most {FIELDS_MAX} are accepted")
    terms = terms_of(viewer, text)
    return tuple(_facet(viewer, field, terms, filter) for field in by)


def _facet(viewer: Viewer, field: FacetField, terms: Terms, entity_filter: EntityFilter | None) -> Facet:
    value, own_filter, join = FACET_SQL[field]
    where, params = filter_sql(entity_filter, skip=own_filter)
    match, match_params = match_sql(terms)
    hidden, hidden_params = visible(viewer)
    named, named_params = not_hidden(viewer, value) if field in _TITLED else ("TRUE", [])
    order = "1" if field is FacetField.TIER else "2 DESC, 1"  # tiers have an order of their own
    searched = "JOIN catalog_searchdocument s ON s.entity_id = e.id" if match_params else ""
    found = rows(
        f"SELECT {value} AS value, count(*), count(*) OVER () FROM catalog_entity e {searched} {join} "
        f"WHERE e.deleted_at IS NULL AND e.canonical_id IS NULL AND {hidden} AND {where} AND {match} "
        f"AND {named} AND {value} IS NOT NULL GROUP BY 1 ORDER BY {order} LIMIT %s",
        [*hidden_params, *params, *match_params, *named_params, VALUES_MAX],
    )
    titles = facet_titles(viewer, field, [row[0] for row in found])
    return Facet(
        field=field,
        values=tuple(FacetValue(value=value, title=titles[value], count=count) for value, count, _ in found),
        more_count=max(0, found[0][2] - len(found)) if found else 0,
    )


def facet_titles(viewer: Viewer, field: FacetField, values: Sequence[str]) -> dict[str, str]:
    """What to show for each value of a field."""
    if field in _TITLED:
        links = links_of(viewer, values)
        return {value: links[value].title if value in links else value for value in values}
    if field in _WORDS:
        return {value: value.replace("_", " ").capitalize() for value in values}
    return {value: value for value in values}
