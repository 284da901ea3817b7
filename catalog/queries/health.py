"""How an entity does, why, how it was, and how groups of entities do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog.answers import (
    CheckInfo,
    CheckSeverity,
    CheckState,
    CheckVerdict,
    EntityLink,
    HealthDimension,
    HealthNumber,
    HealthPoint,
    HealthReport,
    Remedy,
)
from catalog.database import Row, rows
from catalog.errors import InvalidError
from catalog.health.check import CARE, CAUSE
from catalog.health.registry import check_plugins, checks_installed
from catalog.health.rulesets import rules_in_force
from catalog.health.score import Scored, score_of
from catalog.names import Kind
from catalog.permissions import require
from catalog.queries.cards import LEVELS, links_by_id, links_of
from catalog.queries.entities import entity_ids_of
from catalog.queries.hidden import redacted, refs_in
from catalog.viewers import Viewer

HISTORY = timedelta(days=90)
POINTS_MAX = 400
REMEDIES_MAX = 10
_UNCOUNTED = {"not_applicable", "exempt"}


def health_get(viewer: Viewer, *, refs: Sequence[str], as_of: datetime | None = None) -> tuple[HealthReport, ...]:
    """Health of each entity, now or at an instant, with every verdict; at an instant without lost points and remedies."""
    require(viewer, "health.read")
    if as_of is not None and as_of > datetime.now(UTC):
        raise InvalidError.of("as_of", "lies in the future")
    ids = [entity_id for entity_id, _ in entity_ids_of(viewer, refs)]
    at = as_of or datetime.now(UTC)
    entities = links_by_id(viewer, ids)
    points = _points(ids, at)
    states = {row[0]: (*row[1:-1], redacted(viewer, row[-1])) for row in rows(_STATE, [ids])}
    links = links_by_id(viewer, {cause for row in states.values() for line in row[-1] for cause in _causes(line)})
    for row in states.values():
        for line in row[-1]:
            line["evidence"] = _evidence(line["evidence"], links)
    named = links_of(viewer, refs_in([row[-1] for row in states.values()]))
    reports = []
    for entity_id in ids:
        state = states.get(entity_id)
        history = tuple(points[entity_id])
        if as_of is not None and (state is None or state[9] > as_of):
            reports.append(_past(entities[entity_id], at, history, _verdicts_at(viewer, entity_id, at)))
        else:
            reports.append(_present(entities[entity_id], at, state, history, links, named))
    return tuple(reports)


def _causes(line: dict[str, Any]) -> set[int]:
    """Entities that a line of the ledger names by their ids."""
    found = {line["attributed_to"], *(value for key, value in line["evidence"].items() if key.endswith(CAUSE))}
    return {cause for cause in found if cause is not None}


def _evidence(evidence: dict[str, Any], links: dict[int, EntityLink]) -> dict[str, Any]:
    """Evidence that names entities by their refs; those that are hidden are absent."""
    found = dict(evidence)
    for key, cause in evidence.items():
        if key.endswith(CAUSE):
            found[key] = links[cause].ref if cause in links else None
    return found


_STATE = (
    "SELECT h.entity_id, h.condition, h.care, h.condition_confidence, h.care_confidence, h.level, h.next_missing, h.cap, "
    "h.rules_version, h.computed_at, h.since, e.tier, e.kind, e.type, l.verdicts FROM catalog_healthstate h "
    "JOIN catalog_entity e ON e.id = h.entity_id JOIN catalog_healthledger l ON l.entity_id = h.entity_id "
    "WHERE h.entity_id = ANY(%s)"
)


def _points(ids: Sequence[int], at: datetime) -> dict[int, list[HealthPoint]]:
    """Stretches of the last 90 days before an instant, oldest first."""
    found: dict[int, list[HealthPoint]] = defaultdict(list)
    for entity_id, condition, care, level, version, since, until in rows(
        "SELECT entity_id, condition, care, level, rules_version, since, until FROM (SELECT s.*, row_number() OVER ("
        "PARTITION BY entity_id ORDER BY since DESC) AS place FROM (SELECT entity_id, condition, care, level, rules_version, "
        "since, until FROM catalog_healthchange WHERE entity_id = ANY(%(ids)s) AND until > %(from)s UNION ALL SELECT "
        "entity_id, condition, care, level, rules_version, since, NULL FROM catalog_healthstate WHERE entity_id = ANY(%(ids)s)"
        ") s WHERE since <= %(at)s) p WHERE place <= %(most)s ORDER BY entity_id, since",
        {"ids": list(ids), "from": at - HISTORY, "at": at, "most": POINTS_MAX},
    ):
        found[entity_id].append(
            HealthPoint(
                since=since, until=until, condition=condition, care=care, level=LEVELS[level], rules_version=version
            )
        )
    return found


def _present(
    entity: EntityLink,
    at: datetime,
    state: Row | None,
    history: tuple[HealthPoint, ...],
    links: dict[int, EntityLink],
    named: dict[str, EntityLink],
) -> HealthReport:
    if state is None:
        return _past(entity, at, history, ())
    lines: list[dict[str, Any]] = state[13]
    verdicts = sorted((_verdict(line, links) for line in lines), key=lambda v: (-v.lost_points, v.check))
    return HealthReport(
        entity=entity,
        as_of=at,
        condition=state[0],
        care=state[1],
        condition_confidence=state[2],
        care_confidence=state[3],
        level=LEVELS[state[4]],
        next_level=tuple(state[5]),
        cap=state[6],
        dimensions=_dimensions(lines, *state[10:13]),
        verdicts=tuple(verdicts),
        remedies=_remedies(lines),
        mentions=tuple(named[ref] for ref in sorted(refs_in(lines)) if ref in named),
        history=history,
        rules_version=state[7],
        computed_at=state[8],
    )


def _verdict(line: dict[str, Any], links: dict[int, EntityLink]) -> CheckVerdict:
    check = checks_installed().get(line["check"])
    return CheckVerdict(
        check=line["check"],
        title=check.title if check else line["check"],
        dimension=line["dimension"],
        state=CheckState(line["state"]),
        score=line["score"],
        weight=line["weight"],
        severity=CheckSeverity(line["severity"]),
        lost_points=line["lost"],
        text=line["text"],
        evidence=line["evidence"],
        observed_at=datetime.fromisoformat(line["observed_at"]) if line["observed_at"] else None,
        since=datetime.fromisoformat(line["since"]),
        remedy=line["remedy"],
        attributed_to=links.get(line["attributed_to"]),
    )


def _dimensions(
    lines: Sequence[dict[str, Any]], tier: int | None, kind: str, spec_type: str | None
) -> tuple[HealthDimension, ...]:
    """The dimensions by the arithmetic that made the score, from the ledger that was stored."""
    weights, _ = rules_in_force().weights_for(Kind(kind), spec_type, tier)
    scored = [
        Scored(
            check=line["check"],
            dimension=line["dimension"],
            weight=line["weight"],
            severity=CheckSeverity(line["severity"]),
            state=CheckState(line["state"]),
            score=line["score"] or 0.0,
        )
        for line in lines
    ]
    return tuple(
        HealthDimension(key=key, condition=key not in CARE, weight=d.weight, score=d.score, coverage=d.coverage)
        for key, d in score_of(scored, weights).dimensions.items()
    )


def _remedies(lines: Sequence[dict[str, Any]]) -> tuple[Remedy, ...]:
    """What to do, most points for a minute of work first; what only adds evidence comes last."""
    wanted = [line for line in lines if line["remedy"] and line["state"] not in _UNCOUNTED]
    wanted.sort(key=lambda line: (-line["lost"] / (line["effort_minutes"] or 15), line["check"]))
    return tuple(
        Remedy(
            check=line["check"],
            text=line["remedy"],
            gain=line["lost"],
            effort_minutes=line["effort_minutes"],
            own=line["attributed_to"] is None,
        )
        for line in wanted[:REMEDIES_MAX]
    )


def _past(
    entity: EntityLink, at: datetime, history: tuple[HealthPoint, ...], verdicts: tuple[CheckVerdict, ...]
) -> HealthReport:
    point = next((p for p in reversed(history) if p.since <= at and (p.until is None or p.until > at)), None)
    return HealthReport(
        entity=entity,
        as_of=at,
        condition=point.condition if point else None,
        care=point.care if point else None,
        condition_confidence=0.0,
        care_confidence=0.0,
        level=point.level if point else LEVELS[0],
        next_level=(),
        cap=None,
        dimensions=(),
        verdicts=verdicts,
        remedies=(),
        mentions=(),
        history=history,
        rules_version=point.rules_version if point else 0,
        computed_at=point.since if point else None,
    )


def _verdicts_at(viewer: Viewer, entity_id: int, at: datetime) -> tuple[CheckVerdict, ...]:
    """What each check said at an instant: stretches that have ended, and those of now that had begun."""
    checks = checks_installed()
    found = rows(
        "SELECT check_name, state, score, text, since FROM catalog_verdictchange WHERE entity_id = %s AND since <= %s "
        "AND until > %s UNION ALL SELECT v ->> 'check', v ->> 'state', (v ->> 'score')::float8, v ->> 'text', "
        "(v ->> 'since')::timestamptz FROM catalog_healthledger l, jsonb_array_elements(l.verdicts) v "
        "WHERE l.entity_id = %s AND (v ->> 'since')::timestamptz <= %s ORDER BY 1",
        [entity_id, at, at, entity_id, at],
    )
    return tuple(
        CheckVerdict(
            check=name,
            title=checks[name].title if name in checks else name,
            dimension=name.partition(".")[0],
            state=CheckState(state),
            score=score,
            weight=checks[name].weight if name in checks else 0.0,
            severity=CheckSeverity.NORMAL,
            lost_points=0.0,
            text=redacted(viewer, text),
            evidence={},
            observed_at=None,
            since=since,
            remedy=None,
            attributed_to=None,
        )
        for name, state, score, text, since in found
    )


def check_list(viewer: Viewer) -> tuple[CheckInfo, ...]:
    """The checks that are installed, by id; a broken plug-in is listed with its reason."""
    require(viewer, "health.read")
    weights = {rule.check.name: rule.weight for rule in rules_in_force().checks}
    found = []
    for name, plugin in sorted(check_plugins().items()):
        check = plugin.loaded
        dimension = check.dimension if check else name.partition(".")[0]
        found.append(
            CheckInfo(
                id=name,
                title=check.title if check else name,
                description=check.description if check else "",
                dimension=dimension,
                counts_for=HealthNumber.CARE if dimension in CARE else HealthNumber.CONDITION,
                weight=weights.get(name, 0.0),
                kinds=tuple(sorted(check.applies_to)) if check else (),
                plugin=check.__module__.partition(".")[0] if check else "",
                error=plugin.reason,
            )
        )
    return tuple(found)
