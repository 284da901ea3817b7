"""One entity's health from its verdicts and from what it was before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from catalog.answers import CheckState
from catalog.health.check import Subject
from catalog.health.judge import Judged
from catalog.health.levels import Facts, Standing, Stretch, level_next, missing_for_next
from catalog.health.rules import LEVELS, Rules
from catalog.health.score import SCORED, Score, Scored, score_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was stored of an entity; `verdicts` by check."""

    condition: int | None
    care: int | None
    level: int
    near_loss: float
    far_loss: float
    own_loss: float
    streak_level: int
    streak: int
    streak_on: date | None
    first_at: datetime
    freshness: str
    since: datetime
    rules_version: int
    verdicts: Mapping[str, dict[str, Any]]
    history: Sequence[Stretch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is to be stored: the columns of HealthState by name, and the lines of the ledger."""

    state: dict[str, Any]
    verdicts: list[dict[str, Any]]


def health_compose(
    rules: Rules, subject: Subject, judged: Sequence[Judged], before: Before | None, now: datetime
) -> Health:
    """Numbers, level and ledger of one entity."""
    weights, _ = rules.weights_for(subject.kind, subject.type, subject.tier)
    scored = [_scored(item) for item in judged]
    score = score_of(scored, weights)
    lines = [_line(item, one.score, score, before, now) for item, one in zip(judged, scored, strict=True)]
    standing, missing = _standing(rules, judged, score, before, now)
    moved = before is None or (before.condition, before.care, LEVELS[before.level], before.rules_version) != (
        score.condition,
        score.care,
        standing.level,
        rules.version,
    )
    upstream = next((item.verdict.evidence for item in judged if "near_loss" in item.verdict.evidence), {})
    fresh = next((item.verdict.evidence for item in judged if "freshness" in item.verdict.evidence), {})
    return Health(
        state={
            "condition": score.condition,
            "care": score.care,
            "condition_confidence": score.condition_confidence,
            "care_confidence": score.care_confidence,
            "own_loss": score.own_loss,
            "near_loss": round(upstream.get("near_loss") or 0.0, 4),
            "far_loss": round(upstream.get("far_loss") or 0.0, 4),
            "near_cause_id": upstream.get("near_cause"),
            "far_cause_id": upstream.get("far_cause"),
            "level": LEVELS.index(standing.level),
            "next_missing": list(missing),
            "streak_level": LEVELS.index(standing.streak_level),
            "streak": standing.streak,
            "streak_on": standing.streak_on,
            "first_at": standing.first_at,
            "cap": score.cap,
            "failing": [item.rule.check.name for item in judged if item.verdict.state is CheckState.FAIL],
            "freshness": fresh.get("freshness", "unknown"),
            "expected_by": fresh.get("deadline_at"),
            "rules_version": rules.version,
            "since": now if moved or before is None else before.since,
            "recheck_at": _recheck(judged, standing, now),
        },
        verdicts=lines,
    )


def _scored(item: Judged) -> Scored:
    verdict, check = item.verdict, item.rule.check
    default = 1.0 if verdict.state is CheckState.PASS else 0.5 if verdict.state is CheckState.WARN else 0.0
    return Scored(
        check=check.name,
        dimension=check.dimension,
        weight=item.rule.weight,
        severity=item.rule.severity,
        state=verdict.state,
        score=default if verdict.score is None else min(1.0, max(0.0, verdict.score)),
        freshness=verdict.evidence.get("freshness"),
        failed_in_a_row=verdict.evidence.get("failed_in_a_row") or 0,
    )


def _line(item: Judged, points: float, score: Score, before: Before | None, now: datetime) -> dict[str, Any]:
    verdict, check = item.verdict, item.rule.check
    was = before.verdicts.get(check.name) if before else None
    since = was["since"] if was and was["state"] == verdict.state else now.isoformat()
    return {
        "check": check.name,
        "dimension": check.dimension,
        "weight": item.rule.weight,
        "severity": item.rule.severity,
        "state": verdict.state,
        "score": round(points, 4) if verdict.state in SCORED else None,
        "lost": round(score.lost.get(check.name, 0.0), 2),
        "text": verdict.text,
        "evidence": dict(verdict.evidence),
        "observed_at": verdict.observed_at.isoformat() if verdict.observed_at else None,
        "since": since,
        "remedy": verdict.remedy,
        "effort_minutes": verdict.effort_minutes,
        "attributed_to": verdict.attributed_to,
    }


def _standing(
    rules: Rules, judged: Sequence[Judged], score: Score, before: Before | None, now: datetime
) -> tuple[Standing, tuple[str, ...]]:
    facts = Facts(
        states={item.rule.check.name: item.verdict.state for item in judged},
        condition=score.condition,
        confidence=score.condition_confidence,
        history=before.history if before else (),
        now=now,
    )
    stood = None
    if before is not None:
        stood = Standing(
            level=LEVELS[before.level],
            streak_level=LEVELS[before.streak_level],
            streak=before.streak,
            streak_on=before.streak_on,
            first_at=before.first_at,
        )
    standing = level_next(rules, stood, facts)
    return standing, missing_for_next(rules, standing.level, facts)


def _recheck(judged: Sequence[Judged], standing: Standing, now: datetime) -> datetime | None:
    """When time alone may change something: a check says so, or a level that leans elsewhere has its next evaluation."""
    instants = [item.verdict.recheck_at for item in judged if item.verdict.recheck_at is not None]
    if standing.streak_level is not standing.level:
        instants.append((now + timedelta(days=1)).replace(hour=0, minute=5, second=0, microsecond=0))
    return min(instants, default=None)
