"""Health by a field: which teams, systems or tiers do worst, and which checks fail most."""

from __future__ import annotations

from catalog.answers import CheckCount, FacetField, LevelCount, Scorecard, ScorecardRow
from catalog.database import rows
from catalog.errors import InvalidError
from catalog.health.registry import checks_installed
from catalog.health.rulesets import rules_in_force
from catalog.permissions import require, visible
from catalog.queries.cards import LEVELS
from catalog.queries.facets import FACET_SQL, facet_titles
from catalog.queries.filters import EntityFilter, row_filter_sql
from catalog.queries.hidden import not_hidden
from catalog.viewers import Viewer

ROWS_MAX = 200
FAILING_MAX = 20
# Entities with health, and f for what a filter asks: without one PostgreSQL leaves it out.
_JUDGED = "catalog_entity e JOIN catalog_healthstate h ON h.entity_id = e.id LEFT JOIN catalog_facetrow f ON f.entity_id = e.id"
_BEFORE = (
    "LEFT JOIN LATERAL (SELECT CASE WHEN h.since <= now() - make_interval(days => %s) THEN h.condition ELSE ("
    "SELECT c.condition FROM catalog_healthchange c WHERE c.entity_id = e.id AND c.until > now() - make_interval(days => %s) "
    "AND c.since <= now() - make_interval(days => %s) ORDER BY c.until LIMIT 1) END AS condition) b ON true"
)


def scorecard_get(
    viewer: Viewer, *, by: FacetField, filter: EntityFilter | None = None, window_days: int = 28
) -> Scorecard:
    """Entities with health grouped by a field, worst median Condition first, beside what it was at the window's start."""
    require(viewer, "health.read")
    if not 1 <= window_days <= 365:
        raise InvalidError.of("window_days", "must be a whole number from 1 to 365")
    value, _, join = FACET_SQL[by]
    hidden, hidden_params = visible(viewer)
    where, params = row_filter_sql(filter)
    named, named_params = not_hidden(viewer, value)
    found = rows(
        f"SELECT {value} AS value, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY h.condition)::float8, "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY b.condition)::float8, "
        "ARRAY[count(*) FILTER (WHERE h.level = 0), count(*) FILTER (WHERE h.level = 1), count(*) FILTER (WHERE h.level = 2), "
        f"count(*) FILTER (WHERE h.level = 3)] FROM {_JUDGED} {_BEFORE} {join} "
        f"WHERE e.deleted_at IS NULL AND {hidden} AND {where} AND {named} AND {value} IS NOT NULL "
        "GROUP BY 1 ORDER BY 3 NULLS LAST, 2 DESC, 1 LIMIT %s",
        [*3 * [window_days], *hidden_params, *params, *named_params, ROWS_MAX],
    )
    titles = facet_titles(viewer, by, [row[0] for row in found])
    return Scorecard(
        rows=tuple(
            ScorecardRow(
                value=row[0],
                title=titles[row[0]],
                count=row[1],
                levels=tuple(LevelCount(level=level, count=row[4][i]) for i, level in enumerate(LEVELS)),
                median_condition=row[2],
                median_condition_before=row[3],
            )
            for row in found
        ),
        failing=_failing(viewer, filter),
        rules_version=rules_in_force().version,
    )


def _failing(viewer: Viewer, entity_filter: EntityFilter | None) -> tuple[CheckCount, ...]:
    hidden, hidden_params = visible(viewer)
    where, params = row_filter_sql(entity_filter)
    found = rows(
        f"SELECT c.name, count(*) FROM {_JUDGED} CROSS JOIN LATERAL unnest(h.failing) AS c(name) "
        f"WHERE e.deleted_at IS NULL AND {hidden} AND {where} "
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s",
        [*hidden_params, *params, FAILING_MAX],
    )
    checks = checks_installed()
    return tuple(
        CheckCount(check=name, title=checks[name].title if name in checks else name, count=count)
        for name, count in found
    )
