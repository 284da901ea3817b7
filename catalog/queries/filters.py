"""EntityFilter: one dataclass for every door, turned into one SQL condition with bound parameters."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields

from catalog.answers import ExistenceState, FreshnessState, Level, OwnerState, given
from catalog.database import rows
from catalog.errors import InvalidError
from catalog.names import InvalidRef, Kind, ref_text, term_ref

MAX_LEVELS = 4
MAX_CONDITIONS = 50
MAX_VALUES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StringFilter:
    """Conditions on a text; all that are given hold."""

    eq: str | None = given("Equal.")
    in_: tuple[str, ...] | None = given("Equal to one.")
    prefix: str | None = given("Starts with.")
    contains: str | None = given("Contains; at least 3 characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntFilter:
    """Conditions on a number; all that are given hold."""

    eq: int | None = given("Equal.")
    lt: int | None = given("Less than.")
    lte: int | None = given("At most.")
    gt: int | None = given("More than.")
    gte: int | None = given("At least.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """Condition lost or won over some days, by the same rules only; without bounds, whatever was judged that long ago."""

    days: int = given("Days, 1 to 90.", default=7)
    lte: int | None = given("At most; -10 means lost 10 or more.")
    gte: int | None = given("At least.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFilter:
    """Which entities; all fields that are given hold. At most 4 levels and 50 conditions."""

    and_: tuple[EntityFilter, ...] | None = given("All of these hold.")
    or_: tuple[EntityFilter, ...] | None = given("One of these holds.")
    not_: EntityFilter | None = given("This does not hold.")
    refs: tuple[str, ...] | None = given("References.")
    kinds: tuple[Kind, ...] | None = given("Kinds.")
    types: tuple[str, ...] | None = given("Types, such as table or topic.")
    namespace: StringFilter | None = given("Namespace.")
    name: StringFilter | None = given("Name.")
    platforms: tuple[str, ...] | None = given("Platforms.")
    owners: tuple[str, ...] | None = given("Accountable teams; of a person, the teams they are in.")
    owners_include_children: bool = given("Also what teams below `owners` own.", default=False)
    owner_states: tuple[OwnerState, ...] | None = given("Owner states.")
    tier: IntFilter | None = given("Tier, 1 most important to 5.")
    lifecycles: tuple[str, ...] | None = given("Lifecycles.")
    tags: tuple[str, ...] | None = given("Tags; any of them.")
    glossary_terms: tuple[str, ...] | None = given(
        "Terms of the glossary; any of them. A bare name is one of namespace default."
    )
    systems: tuple[str, ...] | None = given("Systems.")
    pipelines: tuple[str, ...] | None = given("Pipelines: their jobs.")
    domains: tuple[str, ...] | None = given("Domains, with all below them.")
    sources: tuple[str, ...] | None = given("Sources that claim it, by key.")
    levels: tuple[Level, ...] | None = given("Levels.")
    condition: IntFilter | None = given("Condition, 0 to 100.")
    care: IntFilter | None = given("Care, 0 to 100.")
    condition_change: ChangeFilter | None = given("Condition lost or won.")
    failing_checks: tuple[str, ...] | None = given("Checks that fail, by id; any of them.")
    freshness: tuple[FreshnessState, ...] | None = given("Freshness states.")
    existence: tuple[ExistenceState, ...] | None = given("Whether it is there.")


Condition = tuple[str, list[object]]
EVERYTHING: Condition = ("TRUE", [])
_COLUMNS = {
    "types": "e.type",
    "platforms": "e.platform",
    "lifecycles": "e.lifecycle",
    "kinds": "e.kind",
    "owner_states": "e.owner_state",
    "existence": "coalesce(e.existence_state, 'live')",
}
_REFS = {"refs": "e.ref", "systems": "e.system_ref", "pipelines": "e.parent_ref"}
_OPERATORS = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def filter_sql(entity_filter: EntityFilter | None) -> Condition:
    """SQL condition over catalog_entity e."""
    if entity_filter is None:
        return EVERYTHING
    return _all(list(_conditions(entity_filter, "filter", 1, [MAX_CONDITIONS])))


# Filter field -> facet that rows of catalog_facetrow know.
FACETS = {
    "kinds": "kind",
    "types": "type",
    "platforms": "platform",
    "owners": "owner",
    "owner_states": "owner_state",
    "tier": "tier",
    "lifecycles": "lifecycle",
    "tags": "tag",
    "glossary_terms": "term",
    "systems": "system",
    "domains": "domain",
    "levels": "level",
    "freshness": "freshness",
    "existence": "existence",
}


def row_filter_sql(entity_filter: EntityFilter | None, *, skip: str | None = None) -> Condition:
    """The same over catalog_facetrow f, and catalog_entity e for what rows do not know: found by the index of f.

    `skip` leaves out one field at the top (a facet does not filter itself).
    """
    if entity_filter is None:
        return EVERYTHING
    known = {name: facet for name, facet in FACETS.items() if getattr(entity_filter, name) is not None}
    parts: list[Condition] = []
    for name, facet in known.items():
        values = _values(entity_filter, name)
        if name != skip:
            numbers = ", ".join(["catalog_facet(%s, %s)"] * len(values))
            parts.append(
                (f"f.facets && ARRAY[{numbers}]::bigint[]", [part for value in values for part in (facet, value)])
            )
    left = [MAX_CONDITIONS - len(known)]
    return _all([*parts, *_conditions(entity_filter, "filter", 1, left, {*known, skip})])


def _values(f: EntityFilter, name: str) -> list[str]:
    """Values of a facet of which an entity has one."""
    value, path = getattr(f, name), f"filter.{name}"
    if isinstance(value, IntFilter):
        return [str(tier) for tier in range(1, 6) if _is_in(tier, value)]
    texts = _texts(value, path)
    if name == "owners":
        owners = _owners(texts, path)
        return _below_now("owners", owners) if f.owners_include_children else owners
    if name == "domains":
        return _below_now("domains", refs_canonical(texts, path))
    if name == "glossary_terms":
        return refs_canonical(texts, path, term_ref)
    return refs_canonical(texts, path) if name in _REFS else texts


def _is_in(number: int, wanted: IntFilter) -> bool:
    bounds = ((getattr(wanted, key), compare) for key, compare in _COMPARE.items())
    return all(bound is None or compare(number, bound) for bound, compare in bounds)


def _all(parts: list[Condition], joiner: str = " AND ") -> Condition:
    if not parts:
        return EVERYTHING
    return "(" + joiner.join(sql for sql, _ in parts) + ")", [value for _, params in parts for value in params]


def _conditions(
    f: EntityFilter, path: str, level: int, budget: list[int], skip: Collection[str | None] = ()
) -> Iterator[Condition]:
    if level > MAX_LEVELS:
        raise InvalidError.of(path, f"is nested deeper than {MAX_LEVELS} levels")
    for item in fields(f):
        name, value = item.name, getattr(f, item.name)
        if value is None or name in skip or name == "owners_include_children":
            continue
        budget[0] -= 1
        if budget[0] < 0:
            raise InvalidError.of("filter", f"has more than {MAX_CONDITIONS} conditions")
        here = f"{path}.{name.rstrip('_')}"
        if name in {"and_", "or_"}:
            groups = [_all(list(_conditions(part, here, level + 1, budget))) for part in value]
            yield _all(groups, " AND " if name == "and_" else " OR ") if groups else ("TRUE", [])
        elif name == "not_":
            sql, params = _all(list(_conditions(value, here, level + 1, budget)))
            yield f"NOT coalesce({sql}, FALSE)", params
        else:
            yield _field(f, name, value, here)


def _field(f: EntityFilter, name: str, value: object, path: str) -> Condition:
    if isinstance(value, StringFilter):
        return _string(f"e.{name}", value)
    if isinstance(value, IntFilter):
        return _health(_number(f"h.{name}", value)) if name in _HEALTH else _number(f"e.{name}", value)
    if isinstance(value, ChangeFilter):
        return _change(value, path)
    texts = _texts(value, path)
    if name in _COLUMNS:
        return f"{_COLUMNS[name]} = ANY(%s::text[])", [texts]
    if name == "tags":
        return "e.tags && %s::text[]", [texts]
    if name == "glossary_terms":
        return "e.glossary_terms && %s::text[]", [refs_canonical(texts, path, term_ref)]
    if name in _HEALTH:
        return _health((_HEALTH[name], [texts]))
    if name == "sources":
        return (
            "EXISTS (SELECT 1 FROM catalog_claim c JOIN catalog_source s ON s.id = c.source_id "
            "WHERE c.entity_id = e.id AND s.key = ANY(%s::text[]))",
            [texts],
        )
    return _refs(f, name, texts, path)


def _texts(value: object, path: str) -> list[str]:
    assert isinstance(value, tuple)
    if len(value) > MAX_VALUES:
        raise InvalidError.of(path, f"has {len(value)} values; at most {MAX_VALUES} are accepted")
    return [str(item) for item in value]


_HEALTH = {
    "condition": "",
    "care": "",
    "failing_checks": "h.failing && %s::text[]",
    "freshness": "h.freshness = ANY(%s::text[])",
    "levels": f"h.level = ANY(ARRAY(SELECT array_position(ARRAY{[level.value for level in Level]}, w) - 1 "
    "FROM unnest(%s::text[]) AS w))",
}


def _health(condition: Condition) -> Condition:
    """A condition on the health of the entity; without health none holds but freshness unknown and level none."""
    sql, params = condition
    return (
        "EXISTS (SELECT 1 FROM (SELECT 1) AS one LEFT JOIN catalog_healthstate s ON s.entity_id = e.id CROSS JOIN LATERAL ("
        "SELECT s.condition, s.care, coalesce(s.failing, '{}') AS failing, coalesce(s.freshness, 'unknown') AS freshness, "
        f"coalesce(s.level, 0) AS level) AS h WHERE {sql})"
    ), params


def _number(column: str, value: IntFilter) -> Condition:
    return _all(
        [
            (f"{column} {sql} %s", [getattr(value, key)])
            for key, sql in _OPERATORS.items()
            if getattr(value, key) is not None
        ]
    )


def change_sql(days: int) -> Condition:
    """Condition now less Condition so many days ago; NULL where either is unknown or the rules were others."""
    return (
        "(SELECT s.condition - CASE WHEN s.since <= now() - make_interval(days => %s) THEN s.condition ELSE ("
        "SELECT c.condition FROM catalog_healthchange c WHERE c.entity_id = e.id AND c.rules_version = s.rules_version "
        "AND c.until > now() - make_interval(days => %s) AND c.since <= now() - make_interval(days => %s) "
        "ORDER BY c.until LIMIT 1) END FROM catalog_healthstate s WHERE s.entity_id = e.id)"
    ), [days, days, days]


def _change(value: ChangeFilter, path: str) -> Condition:
    if not 1 <= value.days <= 90:
        raise InvalidError.of(f"{path}.days", "must be a whole number from 1 to 90")
    sql, params = change_sql(value.days)
    bounds = [(operator, bound) for operator, bound in (("<=", value.lte), (">=", value.gte)) if bound is not None]
    parts = [(f"{sql} {operator} %s", [*params, bound]) for operator, bound in bounds]
    return _all(parts or [(f"{sql} IS NOT NULL", params)])


def refs_canonical(texts: list[str], path: str, canonical: Callable[[str], str] = ref_text) -> list[str]:
    """Refs as they are stored; raises InvalidError naming the argument."""
    try:
        return [canonical(text) for text in texts]
    except InvalidRef as error:
        raise InvalidError.of(path, str(error)) from error


def _below(edge: str, kind: str) -> str:
    return (
        "WITH RECURSIVE below(ref) AS (SELECT unnest(%s::text[]) UNION SELECT c.ref FROM catalog_entity c "
        f"JOIN below ON c.{edge} = below.ref WHERE c.deleted_at IS NULL AND c.kind = '{kind}') SELECT ref FROM below"
    )


_BELOW = {"owners": _below("parent_ref", "team"), "domains": _below("domain_ref", "domain")}


def _below_now(name: str, refs: list[str]) -> list[str]:
    return [row[0] for row in rows(_BELOW[name], [refs])]


def _refs(f: EntityFilter, name: str, texts: list[str], path: str) -> Condition:
    if name == "owners":
        owners = _owners(texts, path)
        if f.owners_include_children:
            return f"e.owner_ref IN ({_BELOW[name]})", [owners]
        return "e.owner_ref = ANY(%s::text[])", [owners]
    refs = refs_canonical(texts, path)
    if name == "domains":
        return f"e.domain_ref IN ({_BELOW[name]})", [refs]
    return f"{_REFS[name]} = ANY(%s::text[])", [refs]


def _owners(texts: list[str], path: str) -> list[str]:
    """The owners themselves, and of people the teams they are in."""
    refs = refs_canonical(texts, path)
    return [*refs, *teams_of_people([ref for ref in refs if ref.startswith("user:")])]


def teams_of_people(refs: list[str]) -> list[str]:
    """Teams that these people are in now."""
    if not refs:
        return []
    return [
        row[0]
        for row in rows(
            "SELECT DISTINCT team_ref FROM catalog_membership WHERE person_ref = ANY(%s) AND until IS NULL ORDER BY 1",
            [refs],
        )
    ]


def _string(column: str, value: StringFilter) -> Condition:
    parts: list[Condition] = []
    if value.eq is not None:
        parts.append((f"lower({column}) = lower(%s)", [value.eq]))
    if value.in_ is not None:
        parts.append((f"lower({column}) = ANY(%s::text[])", [[text.lower() for text in value.in_]]))
    if value.prefix is not None:
        parts.append((f"starts_with(lower({column}), lower(%s))", [value.prefix]))
    if value.contains is not None:
        parts.append((f"strpos(lower({column}), lower(%s)) > 0", [value.contains]))
    return _all(parts)
