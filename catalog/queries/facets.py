"""How many entities have each value: the counts beside a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.answers import EntityLink, Facet, FacetField, FacetValue, Level
from catalog.database import Row, rows
from catalog.errors import TooManyError
from catalog.permissions import owned_row, require, visible_row
from catalog.queries.cards import links_of
from catalog.queries.counted import counted_sql
from catalog.queries.filters import EVERYTHING, Condition, EntityFilter, row_filter_sql
from catalog.queries.hidden import not_hidden
from catalog.queries.matching import ASKED_FROM, COUNTED, Terms, asked_sql, terms_spelled, typed_terms
from catalog.viewers import Viewer

FIELDS_MAX = len(FacetField)
VALUES_MAX = 50
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
    FacetField.TERM: ("term", "glossary_terms", "CROSS JOIN LATERAL unnest(e.glossary_terms) AS term"),
    FacetField.NAMESPACE: ("e.namespace", "namespace", ""),
    FacetField.EXISTENCE: ("coalesce(e.existence_state, 'live')", "existence", ""),
    FacetField.SOURCE: (
        "src.key",
        "sources",
        "JOIN catalog_claim c ON c.entity_id = e.id JOIN catalog_source src ON src.id = c.source_id",
    ),
}
_TITLED = {FacetField.OWNER, FacetField.SYSTEM, FacetField.DOMAIN, FacetField.TERM}
_MANY = {FacetField.TAG, FacetField.TERM}
_WORDS = {FacetField.KIND, FacetField.OWNER_STATE, FacetField.LEVEL, FacetField.FRESHNESS, FacetField.EXISTENCE}


def entity_count(
    viewer: Viewer, *, by: Sequence[FacetField], text: str | None = None, filter: EntityFilter | None = None
) -> tuple[Facet, ...]:
    """Counts by field under words and filter; a field does not filter its own facet.

    Exact where nothing else is asked, and up to 2,000 matches; of more so many are counted, and each facet says so.
    """
    require(viewer, "catalog.read")
    if len(by) > FIELDS_MAX:
        raise TooManyError.of("by", f"{len(by)} fields were asked; at most {FIELDS_MAX} are accepted")
    fields = list(dict.fromkeys(by))
    typed = typed_terms(text)
    found = _counted(viewer, fields, typed, filter)
    if not any(facet.values for facet in found.values()) and (terms := terms_spelled(viewer, typed)) != typed:
        found = _counted(viewer, fields, terms, filter)
    return tuple(found[field] for field in by)


def _counted(
    viewer: Viewer, fields: Sequence[FacetField], terms: Terms, filter: EntityFilter | None
) -> dict[FacetField, Facet]:
    # All that filters none of the fields by itself is found once for all of them.
    own = [field for field in fields if filter and getattr(filter, FACET_SQL[field][1]) is not None]
    groups = [[field] for field in own]
    groups.append([field for field in fields if field not in own and field is not FacetField.SOURCE])
    groups.append([field for field in fields if field not in own and field is FacetField.SOURCE])
    found: dict[FacetField, Facet] = {}
    for group in groups:
        if group:
            where = row_filter_sql(filter, skip=FACET_SQL[group[0]][1] if group[0] in own else None)
            found |= _facets(viewer, group, terms, where)
    return found


def _facets(viewer: Viewer, fields: Sequence[FacetField], terms: Terms, wanted: Condition) -> dict[FacetField, Facet]:
    """Facets that count the same entities."""
    if fields == [FacetField.SOURCE]:
        source, params = _sources(viewer, terms, wanted)
    elif terms.spellings or wanted != EVERYTHING:
        source, params = _matches(viewer, fields, terms, wanted)
    else:
        source, params = _totals(viewer, fields)
    named, named_params = not_hidden(viewer, "g.value")
    found = rows(
        f"WITH {source}, ranked AS (SELECT g.*, count(*) OVER (PARTITION BY field) AS values, row_number() OVER (PARTITION BY "
        "field ORDER BY CASE WHEN field = 'tier' THEN value END, count DESC, value) AS rank "
        f"FROM counts g WHERE field = ANY(%s) AND {named}) "
        "SELECT field, value, count, values, (SELECT is_all FROM seen) FROM ranked WHERE rank <= %s ORDER BY field, rank",
        [*params, [field.value for field in fields], *named_params, VALUES_MAX],
    )
    by_field = {field: [row[1:] for row in found if row[0] == field.value] for field in fields}
    links = links_of(viewer, {row[0] for field in _TITLED.intersection(fields) for row in by_field[field]})
    return {field: _facet(field, told, links) for field, told in by_field.items()}


def _facet(field: FacetField, found: Sequence[Row], links: Mapping[str, EntityLink]) -> Facet:
    titles = _titles(field, [row[0] for row in found], links)
    return Facet(
        field=field,
        values=tuple(FacetValue(value=row[0], title=titles[row[0]], count=row[1]) for row in found),
        more_count=found[0][2] - len(found) if found else 0,
        exact=not found or found[0][3],
    )


# Each of these makes `counts` (field, value, count) and `seen` (is_all: whether all that match were counted).


def _totals(viewer: Viewer, fields: Sequence[FacetField]) -> Condition:
    """Of all entities, from what is kept; of restricted ones those that the viewer may see are counted one by one."""
    all_shown = visible_row(viewer) == EVERYTHING
    own, params = owned_row(viewer)
    return (
        "counts AS MATERIALIZED (SELECT v.field, v.value, sum(c.count)::bigint AS count FROM ("
        f"SELECT c.facet, c.count FROM catalog_facetcount c WHERE {all_shown} OR NOT c.restricted UNION ALL "
        "SELECT u.facet, 1 FROM catalog_facetrow f, unnest(f.facets) AS u(facet) "
        f"WHERE NOT {all_shown} AND f.counted AND f.restricted AND {own}) c "
        "JOIN catalog_facetvalue v ON v.facet = c.facet WHERE v.field = ANY(%s) GROUP BY v.facet HAVING sum(c.count) > 0), "
        "seen AS (SELECT true AS is_all)"
    ), [*params, [field.value for field in fields]]


def _matches(viewer: Viewer, fields: Sequence[FacetField], terms: Terms, wanted: Condition) -> Condition:
    """Of what matches, one by one."""
    base, params = _base(viewer, "f.facets", terms, wanted)
    return (
        f"{base}, told AS (SELECT facet, count(*) AS count FROM (SELECT unnest(facets{_slice(fields)}) AS facet FROM base) u "
        "GROUP BY 1), counts AS MATERIALIZED (SELECT v.field, v.value, g.count FROM told g "
        "JOIN catalog_facetvalue v ON v.facet = g.facet)"
    ), params


def _sources(viewer: Viewer, terms: Terms, wanted: Condition) -> Condition:
    """Sources are no facets of a row: their claims come and go without it."""
    base, params = _base(viewer, "f.entity_id", terms, wanted)
    return (
        f"{base}, counts AS (SELECT 'source' AS field, src.key AS value, count(*) FROM base "
        "JOIN catalog_claim c USING (entity_id) JOIN catalog_source src ON src.id = c.source_id GROUP BY 2)"
    ), params


def _base(viewer: Viewer, column: str, terms: Terms, wanted: Condition) -> Condition:
    asked = asked_sql(viewer, terms, wanted)
    where, params = counted_sql(asked) if terms.spellings and wanted == EVERYTHING else asked
    return (
        f"base AS MATERIALIZED (SELECT {column} FROM {ASKED_FROM} WHERE {where} LIMIT %s), "
        "seen AS (SELECT count(*) <= %s AS is_all FROM base)"
    ), [*params, COUNTED + 1, COUNTED]


# Places in FacetRow.facets, from 1; tags and terms have the places behind.
_PLACES = (
    "level freshness kind type platform owner owner_state tier lifecycle system domain namespace existence".split()
)


def _slice(fields: Sequence[FacetField]) -> str:
    """The places of these fields: those of one alone, or all."""
    if len(fields) > 1:
        return ""
    if fields[0] in _MANY:
        return f"[{len(_PLACES) + 1}:]"
    place = _PLACES.index(fields[0].value) + 1
    return f"[{place}:{place}]"


def facet_titles(viewer: Viewer, field: FacetField, values: Sequence[str]) -> dict[str, str]:
    """What to show for each value of a field."""
    return _titles(field, values, links_of(viewer, values) if field in _TITLED else {})


def _titles(field: FacetField, values: Sequence[str], links: Mapping[str, EntityLink]) -> dict[str, str]:
    if field in _TITLED:
        return {value: links[value].title if value in links else value for value in values}
    if field in _WORDS:
        return {value: value.replace("_", " ").capitalize() for value in values}
    return {value: value for value in values}
