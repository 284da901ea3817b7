"""The troubles that were put into the demo estate, beside what owners and health say of each: found, missed, false."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.answers import CheckState, HealthReport, OwnershipReport, OwnerState
from catalog.database import rows
from catalog.queries.health import health_get
from catalog.queries.ownership import ownership_get
from catalog.viewers import SYSTEM
from portal.demo.estate import Incident, estate

ON_TIME, LAST_RUN, UNDISPUTED = "freshness.on_time", "reliability.last_run", "ownership.undisputed"
_JUDGED = (ON_TIME, LAST_RUN, UNDISPUTED)
_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One seeded trouble; `said` is what points to it, None where nothing does."""

    kind: str
    ref: str
    said: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """`false` counts by check what is said of entities without a seeded trouble; `inherited` what is said of entities
    downstream of one, or of the pipeline that it is in.
    """

    findings: tuple[Finding, ...]
    false: Mapping[str, int]
    inherited: Mapping[str, int]


def demo_report() -> DemoReport:
    """Every seeded trouble and what is said of it; then what is said of the rest of the estate."""
    seeded = [(incident, ref) for incident in estate().incidents for ref in _refs(incident)]
    findings = tuple(_finding(incident, ref) for incident, ref in seeded)
    troubled = {ref for _, ref in seeded}
    near = _near(troubled)
    false, inherited = Counter[str](), Counter[str]()
    for ref, check in _said_of_all():
        if ref not in troubled:
            (inherited if ref in near else false)[check] += 1
    return DemoReport(findings=findings, false=false, inherited=inherited)


def _refs(incident: Incident) -> Iterator[str]:
    if incident.dataset:
        yield "resource:" + incident.dataset.replace(".", "/", 1)
    if incident.job:
        yield from (row[0] for row in rows(_JOB, [incident.job]))


_JOB = "SELECT ref FROM catalog_entity WHERE kind = 'job' AND title = %s AND deleted_at IS NULL AND NOT stub"


def _finding(incident: Incident, ref: str) -> Finding:
    health, ownership = health_get(SYSTEM, refs=[ref])[0], ownership_get(SYSTEM, refs=[ref])[0]
    looks = _LOOKS.get(incident.kind)
    return Finding(kind=incident.kind, ref=ref, said=looks(incident, health, ownership) if looks else None)


def _bad(report: HealthReport, *checks: str) -> str | None:
    bad = {v.check: v.text for v in report.verdicts if v.state in (CheckState.FAIL, CheckState.WARN)}
    return next((bad[check] for check in checks if check in bad), None)


def _orphaned(incident: Incident, health: HealthReport, ownership: OwnershipReport) -> str | None:
    is_noticed = ownership.state in (OwnerState.STALE, OwnerState.ORPHAN)
    return " ".join([*ownership.stale_reasons, *_suggested(ownership)]) or "Nobody owns it." if is_noticed else None


def _wrong_owner(incident: Incident, health: HealthReport, ownership: OwnershipReport) -> str | None:
    said = _bad(health, UNDISPUTED)
    right = any(s.team.ref == incident.facts["right"] for s in ownership.suggestions)
    return " ".join([said, *_suggested(ownership)]) if said and right else None


def _suggested(ownership: OwnershipReport) -> Sequence[str]:
    return [f"Suggested: {s.team.ref} ({s.band})." for s in ownership.suggestions[:1]]


_LOOKS: Mapping[str, Callable[[Incident, HealthReport, OwnershipReport], str | None]] = {
    "late": lambda incident, health, ownership: _bad(health, ON_TIME),
    "failing": lambda incident, health, ownership: _bad(health, LAST_RUN),
    "orphaned": _orphaned,
    "wrong_owner": _wrong_owner,
}


def _near(refs: set[str]) -> set[str]:
    """What is downstream of these, and the pipelines of both."""
    found: list[tuple[Any, ...]] = rows(
        "WITH RECURSIVE below(id) AS (SELECT id FROM catalog_entity WHERE ref = ANY(%s) UNION "
        "SELECT g.target_id FROM below JOIN lineage_edge g ON g.source_id = below.id) "
        "SELECT unnest(ARRAY[ref, parent_ref]) FROM below JOIN catalog_entity USING (id)",
        [sorted(refs)],
    )
    return {row[0] for row in found}


def _said_of_all() -> Iterator[tuple[str, str]]:
    sql = "SELECT ref FROM catalog_entity JOIN catalog_healthstate h ON h.entity_id = id ORDER BY 1"
    every = [row[0] for row in rows(sql)]
    for start in range(0, len(every), _BATCH):
        for report in health_get(SYSTEM, refs=every[start : start + _BATCH]):
            for check in _JUDGED:
                if _bad(report, check):
                    yield report.entity.ref, check
