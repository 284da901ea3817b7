"""Run the checks of the rules over a batch of entities. A check that raises or hangs is ERROR for itself alone."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType

from django.db import transaction

from catalog.answers import CheckState, ExistenceState, OwnerState
from catalog.database import rows
from catalog.health.check import HealthCheck, Subject, Subjects, Verdict
from catalog.health.rules import CheckRule, Rules
from catalog.names import Kind

log = logging.getLogger(__name__)
# What one check may take for one batch; a statement of its own is stopped by the database earlier.
CHECK_SECONDS = 30.0
NEVER_JUDGED = frozenset({Kind.TEAM, Kind.PERSON, Kind.OTHER})


class CheckHangs(Exception):
    """A check did not answer in time."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One check's verdict on one entity, as the rules weigh it."""

    rule: CheckRule
    verdict: Verdict


def subjects_load(entity_ids: Sequence[int]) -> Subjects:
    """The entities that are judged: described, alive, and of a kind that has health."""
    return Subjects.batch(
        Subject(
            id=row[0],
            ref=row[1],
            kind=Kind(row[2]),
            type=row[3],
            tier=row[4],
            lifecycle=row[5],
            owner_ref=row[6],
            owner_state=OwnerState(row[7]) if row[7] else None,
            last_arrival_at=row[8],
            existence_state=ExistenceState(row[9] or "live"),
            gone_at=row[10],
        )
        for row in rows(
            "SELECT id, ref, kind, type, tier, lifecycle, owner_ref, owner_state, last_arrival_at, "
            "existence_state, gone_at FROM catalog_entity "
            "WHERE id = ANY(%s) AND deleted_at IS NULL AND canonical_id IS NULL AND NOT stub AND kind <> ALL(%s) ORDER BY id",
            [list(entity_ids), sorted(NEVER_JUDGED)],
        )
    )


def judge(rules: Rules, subjects: Subjects, now: datetime) -> dict[int, list[Judged]]:
    """The verdicts of every check that applies, by entity, in the order of the rules."""
    found: dict[int, list[Judged]] = {subject.id: [] for subject in subjects}
    excluded = (
        {subject.id: rules.weights_for(subject.kind, subject.type, subject.tier)[1] for subject in subjects}
        if rules.adjustments
        else {}
    )
    for rule in rules.checks:
        name = rule.check.name
        concerned = subjects.only(
            s for s in subjects if s.kind in rule.check.applies_to and name not in excluded.get(s.id, ())
        )
        present = concerned.only(s for s in concerned if s.gone_at is None)
        verdicts = _verdicts(rule.check, present, now) if present else {}
        for subject in concerned:
            verdict = verdicts.get(subject.id) or _unsaid(subject)
            found[subject.id].append(Judged(rule, verdict))
    return found


def _unsaid(subject: Subject) -> Verdict:
    """Of what is gone nothing is expected, so that it costs nothing, neither itself nor what is made from it."""
    if subject.gone_at is not None:
        was = "" if subject.existence_state is ExistenceState.VANISHED else "was "
        text = (
            f"It {was}{subject.existence_state.value} {subject.gone_at:%Y-%m-%d %H:%M} UTC: nothing is expected of it."
        )
        return Verdict(entity_id=subject.id, state=CheckState.NOT_APPLICABLE, text=text)
    return Verdict(entity_id=subject.id, state=CheckState.NO_DATA, text="The check said nothing.")


def _verdicts(check: HealthCheck, subjects: Subjects, now: datetime) -> dict[int, Verdict]:
    try:
        # A savepoint: what the check broke in the transaction is undone with it.
        with transaction.atomic(), _time_limit(CHECK_SECONDS):
            wanted = {subject.id for subject in subjects}
            return {v.entity_id: v for v in check.judge(subjects, now) if v.entity_id in wanted}
    except Exception as error:  # a plug-in may fail in any way; the others go on
        log.exception("check %s failed", check.name)
        text = f"The check broke: {type(error).__name__}."
        return {s.id: Verdict(entity_id=s.id, state=CheckState.ERROR, text=text) for s in subjects}


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise CheckHangs in the block after so long. Only a main thread can be interrupted; workers run tasks in theirs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hangs(number: int, frame: FrameType | None) -> None:
        raise CheckHangs(f"no answer in {seconds:g} s")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
