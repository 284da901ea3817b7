"""How many entities have each value: the counts beside a search."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.answers import Facet, FacetField, FacetValue
from catalog.database import rows
from catalog.errors import TooManyError
from catalog.names import Kind
from catalog.permissions import require, visible
from catalog.queries.cards import links_of
from catalog.queries.filters import EntityFilter, filter_sql
from catalog.queries.hidden import not_hidden
from catalog.queries.search import match_sql
from catalog.viewers import Viewer

FIELDS_MAX = 10
VALUES_MAX = 50
# Facet -> SQL value, the filter field that it does not filter itself by, and a join when it has many values.
_FIELDS: dict[FacetField, tuple[str, str, str]] = {
    FacetField.KIND: ("e.kind", "kinds", ""),
    FacetField.TYPE: ("e.type", "types", ""),
    FacetField.PLATFORM: ("e.platform", "platforms", ""),
    FacetField.OWNER: ("e.owner_ref", "owners", ""),
    FacetField.TIER: ("e.tier::text", "tier", ""),
    FacetField.LIFECYCLE: ("e.lifecycle", "lifecycles", ""),
    FacetField.SYSTEM: ("e.system_ref", "systems", ""),
    FacetField.DOMAIN: ("e.domain_ref", "domains", ""),
    FacetField.TAG: ("tag", "tags", "CROSS JOIN LATERAL unnest(e.tags) AS tag"),
    FacetField.NAMESPACE: ("e.namespace", "namespace", ""),
    FacetField.SOURCE: (
        "src.key",
        "sources",
        "JOIN catalog_claim c ON c.entity_id = e.id JOIN catalog_source src ON src.id = c.source_id",
    ),
}
_TITLED = {FacetField.OWNER, FacetField.SYSTEM, FacetField.DOMAIN}


def entity_count(
    viewer: Viewer, *, by: Sequence[FacetField], text: str | None = None, filter: EntityFilter | None = None
) -> tuple[Facet, ...]:
    """Counts by field under words and filter; a field does not filter its own facet."""
    require(viewer, "catalog.read")
    if len(by) > FIELDS_MAX:
        raise TooManyError.of("by", f"{len(by)} fields were asked; at most {FIELDS_MAX} are accepted")
    return tuple(_facet(viewer, field, text, filter) for field in by)


def _facet(viewer: Viewer, field: FacetField, text: str | None, entity_filter: EntityFilter | None) -> Facet:
    value, own_filter, join = _FIELDS[field]
    where, params = filter_sql(entity_filter, skip=own_filter)
    match, match_params = match_sql(text)
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
    titles = (
        {ref: link.title for ref, link in links_of(viewer, [row[0] for row in found]).items()}
        if field in _TITLED
        else {}
    )
    return Facet(
        field=field,
        values=tuple(
            FacetValue(value=value, title=titles.get(value) or _title(field, value), count=count)
            for value, count, _ in found
        ),
        more_count=max(0, found[0][2] - len(found)) if found else 0,
    )


def _title(field: FacetField, value: str) -> str:
    return Kind(value).value.capitalize() if field is FacetField.KIND else value
