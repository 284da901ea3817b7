"""How many entities have each value: the counts beside a search."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.answers import Facet, FacetField, FacetValue, Level
from catalog.database import rows
from catalog.errors import TooManyError
from catalog.paging import COUNT_LIMIT
from catalog.permissions import require, visible
from catalog.queries.cards import links_of
from catalog.queries.filters import Condition, EntityFilter, filter_sql
from catalog.queries.hidden import not_hidden
from catalog.queries.matching import LIVING, Terms, match_sql, terms_of
from catalog.viewers import Viewer

FIELDS_MAX = len(FacetField)
VALUES_MAX = 50
_COLUMNS = (
    "e.id, e.kind, e.type, e.platform, e.owner_ref, e.owner_state, e.tier, e.lifecycle, e.system_ref, e.domain_ref, e.tags, "
    "e.namespace, e.existence_state, hs.level, hs.freshness"
)
_HEALTH = "LEFT JOIN catalog_healthstate hs ON hs.entity_id = e.id"
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
        _HEALTH,
    ),
    FacetField.FRESHNESS: (
        "coalesce(hs.freshness, 'unknown')",
        "freshness",
        _HEALTH,
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
    """Counts by field under words and filter; a field does not filter its own facet.

    Exact up to 10,000 matches; of more the most used 10,000 are counted, and each facet says so.
    """
    require(viewer, "catalog.read")
    if len(by) > FIELDS_MAX:
        raise TooManyError.of("by", f"{len(by)} fields were asked; at most {FIELDS_MAX} are accepted")
    fields = list(dict.fromkeys(by))
    terms = terms_of(viewer, text)
    # All that filters none of the fields by itself is found once for all of them.
    own = [field for field in fields if filter and getattr(filter, FACET_SQL[field][1]) is not None]
    groups = [[field] for field in own] + [[field for field in fields if field not in own]]
    found: dict[FacetField, Facet] = {}
    for group in groups:
        if group:
            where, params = filter_sql(filter, skip=FACET_SQL[group[0]][1] if group[0] in own else None)
            found |= _facets(viewer, group, terms, (where, params))
    return tuple(found[field] for field in by)


def _facets(viewer: Viewer, fields: Sequence[FacetField], terms: Terms, wanted: Condition) -> dict[FacetField, Facet]:
    """Facets that count the same entities."""
    parts = [match_sql(terms), wanted, visible(viewer)]
    where = " AND ".join([LIVING, *(part for part, _ in parts)])
    named = {field: not_hidden(viewer, "g.value") if field in _TITLED else ("TRUE", []) for field in fields}
    base = " UNION ALL ".join(_values_sql(place, field, named[field][0]) for place, field in enumerate(fields))
    found = rows(
        f"WITH base AS MATERIALIZED (SELECT {_COLUMNS} FROM catalog_entity e JOIN catalog_searchdocument s "
        f"ON s.entity_id = e.id {_HEALTH} WHERE {where} ORDER BY s.popularity DESC, s.entity_id DESC LIMIT %s) "
        f"SELECT place, value, count, value_count, (SELECT count(*) FROM base) FROM ({base}) AS v ORDER BY place, rank",
        [
            *(value for _, params in parts for value in params),
            COUNT_LIMIT + 1,
            *(value for field in fields for value in (*named[field][1], VALUES_MAX)),
        ],
    )
    facets = {}
    for place, field in enumerate(fields):
        of_field = [row for row in found if row[0] == place]
        titles = facet_titles(viewer, field, [row[1] for row in of_field])
        facets[field] = Facet(
            field=field,
            values=tuple(FacetValue(value=row[1], title=titles[row[1]], count=row[2]) for row in of_field),
            more_count=max(0, of_field[0][3] - len(of_field)) if of_field else 0,
            exact=not found or found[0][4] <= COUNT_LIMIT,
        )
    return facets


def _values_sql(place: int, field: FacetField, named: str) -> str:
    """The most frequent values of a field; tiers have an order of their own."""
    value, _, join = FACET_SQL[field]
    # What was found has its health beside it.
    join = "CROSS JOIN LATERAL (SELECT e.level, e.freshness) AS hs" if join == _HEALTH else join
    order = "value" if field is FacetField.TIER else "count DESC, value"
    return (
        f"(SELECT {place} AS place, value, count, count(*) OVER () AS value_count, row_number() OVER (ORDER BY {order}) AS rank "
        f"FROM (SELECT {value} AS value, count(*) AS count FROM base e {join} GROUP BY 1) AS g "
        f"WHERE value IS NOT NULL AND {named} ORDER BY {order} LIMIT %s)"
    )


def facet_titles(viewer: Viewer, field: FacetField, values: Sequence[str]) -> dict[str, str]:
    """What to show for each value of a field."""
    if field in _TITLED:
        links = links_of(viewer, values)
        return {value: links[value].title if value in links else value for value in values}
    if field in _WORDS:
        return {value: value.replace("_", " ").capitalize() for value in values}
    return {value: value for value in values}
