"""Keeping health true: what changed is judged anew within seconds, what time changes when it is due, and once a night
whatever slipped through. All of it may be killed and run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from catalog.database import rows
from catalog.health.compose import health_compose
from catalog.health.judge import NEVER_JUDGED, judge, subjects_load
from catalog.health.rulesets import rules_in_force
from catalog.health.store import health_before, health_forget, health_store
from catalog.queues import HEALTH

BATCH = 1000
# A deadline is looked at this much later at most; so many at a time.
DUE_BATCH = 5000


def health_pending(*, seconds: float = float("inf")) -> int:
    """Judge every entity that asks for it; how many."""
    return HEALTH.work_off(BATCH, health_refresh, seconds=seconds)


def health_refresh(entity_ids: Sequence[int], now: datetime | None = None) -> None:
    """Judge these entities now, within the caller's transaction, and ask for those downstream that have to know."""
    now = now or datetime.now(UTC)
    rules = rules_in_force()
    subjects = subjects_load(entity_ids)
    gone = sorted(set(entity_ids) - {subject.id for subject in subjects})
    if gone:
        health_forget(gone)
    before = health_before([subject.id for subject in subjects], now)
    judged = judge(rules, subjects, now)
    found = {s.id: health_compose(rules, s, judged[s.id], before.get(s.id), now) for s in subjects}
    moved = sorted(health_store(found, before, now))
    if moved:
        HEALTH.ask({i for rule in rules.checks for i in rule.check.spread(moved)})


def health_recheck() -> int:
    """Ask for entities whose health time alone may have changed; how many."""
    due = rows(
        "UPDATE catalog_healthstate SET recheck_at = NULL WHERE entity_id IN (SELECT entity_id FROM catalog_healthstate "
        "WHERE recheck_at <= now() ORDER BY entity_id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING entity_id",
        [DUE_BATCH],
    )
    HEALTH.ask(row[0] for row in due)
    return len(due)


def health_sweep() -> int:
    """Repair drift: judge what was never judged, was judged by other rules, or before one of its facts changed; how many.

    One set-based pass finds them; when nothing slipped through it writes nothing.
    """
    rules = rules_in_force()
    facts = sorted({rule.check.changed_sql for rule in rules.checks if rule.check.changed_sql})
    sql = " UNION ALL ".join(facts) or "SELECT NULL::int, NULL::timestamptz"
    asked = HEALTH.ask_selected(
        "SELECT e.id FROM catalog_entity e LEFT JOIN catalog_healthstate h ON h.entity_id = e.id LEFT JOIN ("
        f"SELECT entity_id, max(changed_at) AS at FROM ({sql}) AS c(entity_id, changed_at) GROUP BY 1) f "
        "ON f.entity_id = e.id "
        "WHERE e.deleted_at IS NULL AND e.canonical_id IS NULL AND NOT e.stub AND e.kind <> ALL(%s) AND ("
        "h.entity_id IS NULL OR h.rules_version <> %s OR h.computed_at < e.updated_at OR h.computed_at < f.at "
        "OR h.recheck_at < now() - interval '5 minutes')",
        [sorted(NEVER_JUDGED), rules.version],
    )
    HEALTH.ask_selected(
        "SELECT h.entity_id FROM catalog_healthstate h JOIN catalog_entity e ON e.id = h.entity_id "
        "WHERE e.deleted_at IS NOT NULL OR e.canonical_id IS NOT NULL OR e.stub OR e.kind = ANY(%s)",
        [sorted(NEVER_JUDGED)],
    )
    health_pending()
    return asked
