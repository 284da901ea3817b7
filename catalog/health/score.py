"""From verdicts to Condition and Care. Pure arithmetic.

    D       = sum(w * s) / sum(w)                     over the scored checks of a dimension (PASS, WARN, FAIL)
    kappa_D = sum(w of scored) / sum(w of applicable) NO_DATA and ERROR lower kappa, not D; N/A and EXEMPT count nowhere
    number  = 100 * sum(W_D * kappa_D * D) / sum(W_D * kappa_D)
    K       = sum(W_D * kappa_D) / sum(W_D)           over dimensions with any applicable check: its confidence

A number is shown only where K >= 0.5. A check's lost points are what it takes from the number: they add up to 100 less
the number. Condition is then capped: 59 when it is two cycles overdue or its last three runs failed, 69 when a blocker
failed. The loss that others inherit leaves out the dimension `upstream`, so that nothing is counted round a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.answers import CheckSeverity, CheckState
from catalog.health.check import CARE, CONDITION

SCORED = frozenset({CheckState.PASS, CheckState.WARN, CheckState.FAIL})
UNCOUNTED = frozenset({CheckState.NOT_APPLICABLE, CheckState.EXEMPT})
LEAST_CONFIDENCE = 0.5
CAP_BROKEN, CAP_BLOCKER = 59, 69
BROKEN_RUNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One verdict as the arithmetic sees it."""

    check: str
    dimension: str
    weight: float
    severity: CheckSeverity
    state: CheckState
    score: float
    freshness: str | None = None
    failed_in_a_row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One dimension: 0 to 1, None when nothing was scored; the share of applicable weight that was scored."""

    weight: float
    score: float | None
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the verdicts of one entity add up to."""

    condition: int | None
    care: int | None
    condition_confidence: float
    care_confidence: float
    own_loss: float
    cap: str | None
    dimensions: Mapping[str, DimensionScore]
    lost: Mapping[str, float]


def score_of(verdicts: Sequence[Scored], weights: Mapping[str, float]) -> Score:
    """The two numbers, their confidence, and what each check takes from them."""
    judged: dict[str, list[Scored]] = {name: [] for name in weights}
    for verdict in verdicts:
        if verdict.dimension in judged and verdict.state not in UNCOUNTED:
            judged[verdict.dimension].append(verdict)
    known = {
        name: _dimension(weights[name], some)
        for name, some in judged.items()
        if weights[name] and any(v.weight for v in some)
    }
    condition, condition_confidence = _number(known, [name for name in known if name not in CARE])
    care, care_confidence = _number(known, CARE)
    own, own_confidence = _number(known, [name for name in known if name not in (*CARE, "upstream")])
    cap, capped = _cap(verdicts, condition)
    return Score(
        condition=None if capped is None or condition_confidence < LEAST_CONFIDENCE else round(capped),
        care=None if care is None or care_confidence < LEAST_CONFIDENCE else round(care),
        condition_confidence=round(condition_confidence, 4),
        care_confidence=round(care_confidence, 4),
        own_loss=round(1 - own / 100, 4) if own is not None and own_confidence >= LEAST_CONFIDENCE else 0.0,
        cap=cap,
        dimensions=known,
        lost=_lost(verdicts, known),
    )


def _dimension(weight: float, verdicts: Sequence[Scored]) -> DimensionScore:
    applicable = sum(v.weight for v in verdicts)
    scored = [v for v in verdicts if v.state in SCORED]
    total = sum(v.weight for v in scored)
    score = sum(v.weight * v.score for v in scored) / total if total else None
    return DimensionScore(weight=weight, score=score, coverage=total / applicable)


def _number(known: Mapping[str, DimensionScore], names: Iterable[str]) -> tuple[float | None, float]:
    """(0 to 100, confidence); None where nothing was scored."""
    chosen = [known[name] for name in names if name in known]
    seen = sum(d.weight * d.coverage for d in chosen)
    if not seen:
        return None, 0.0
    total = sum(d.weight * d.coverage * d.score for d in chosen if d.score is not None)
    return 100 * total / seen, seen / sum(d.weight for d in chosen)


def _lost(verdicts: Sequence[Scored], known: Mapping[str, DimensionScore]) -> dict[str, float]:
    seen = {
        True: sum(d.weight * d.coverage for name, d in known.items() if name in CARE),
        False: sum(d.weight * d.coverage for name, d in known.items() if name not in CARE),
    }
    scored = dict.fromkeys(known, 0.0)
    for v in verdicts:
        if v.state in SCORED and v.dimension in scored:
            scored[v.dimension] += v.weight
    return {
        v.check: 100
        * known[v.dimension].weight
        * known[v.dimension].coverage
        / seen[v.dimension in CARE]
        * v.weight
        * (1 - v.score)
        / scored[v.dimension]
        for v in verdicts
        if v.state in SCORED and v.dimension in known and scored[v.dimension]
    }


def _cap(verdicts: Sequence[Scored], condition: float | None) -> tuple[str | None, float | None]:
    if condition is None:
        return None, None
    caps = []
    for v in verdicts:
        if v.freshness in {"missed", "stopped"} and v.state is CheckState.FAIL:
            caps.append((CAP_BROKEN, "A whole cycle passed without an arrival."))
        if v.failed_in_a_row >= BROKEN_RUNS:
            caps.append((CAP_BROKEN, f"The last {v.failed_in_a_row} runs failed."))
        if v.severity is CheckSeverity.BLOCKER and v.state is CheckState.FAIL:
            caps.append((CAP_BLOCKER, f"{v.check} failed, which is a blocker."))
    bound, reason = min(caps, default=(100, None))
    return (reason, float(bound)) if condition > bound else (None, condition)


__all__ = ["CARE", "CONDITION", "DimensionScore", "Score", "Scored", "score_of"]
