"""Which runs the demo's jobs had, have and will have: pure arithmetic on the estate and an hour.

Everything is decided by (seed, job, time due) and the anchor, the full hour the incidents hang on. A run
keeps its id whatever the anchor, so the live feed goes on where the history ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from portal.demo.estate import Estate, Job, Pipeline, choice

_RUNS = UUID("6f1ad2c4-3b0e-5d5e-9a51-70d1c0de0001")
# How far back a schedule is told. Hourly runs for 60 days would be two thirds of all events.
_TOLD = {"hourly": timedelta(days=3), "minutes": timedelta(hours=6)}
PIPELINE_RUNS_TOLD = timedelta(days=14)
LONGEST_RUN = timedelta(hours=8)
_RETRY_AFTER = timedelta(minutes=18)
# A failing job has ended by then: exactly the seeded number of runs has failed at every full hour.
_ENDED_AFTER = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job, or of a pipeline (`job` None). `end` None: it never ended."""

    run_id: UUID
    pipeline: Pipeline
    job: Job | None
    due: datetime
    start: datetime
    end: datetime | None
    error: str | None
    parent_id: UUID | None


def anchor_of(now: datetime) -> datetime:
    """The full hour incidents hang on."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def runs(estate: Estate, anchor: datetime, since: datetime, until: datetime) -> Iterator[Run]:
    """All runs that are due from `since` to `until`, as far back as their schedule is told; pipeline by
    pipeline.
    """
    plan = _Plan(estate, anchor)
    for pipeline in estate.pipelines:
        first = max(since, anchor - _TOLD.get(pipeline.schedule.unit, anchor - since))
        for due in dues(pipeline, first, until):
            yield from plan.runs_of(pipeline, due)


def dues(pipeline: Pipeline, since: datetime, until: datetime) -> Iterator[datetime]:
    """When the pipeline is due, from `since` (with it) to `until` (with it)."""
    monday = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=pipeline.schedule.minute)
    step = timedelta(minutes=pipeline.schedule.step_minutes)
    due = monday + step * -((monday - since) // step)
    while due <= until:
        yield due
        due += step


def run_id(estate: Estate, namespace: str, name: str, due: datetime, attempt: int = 1) -> UUID:
    """Always the same id for the same run."""
    return uuid5(_RUNS, f"{estate.seed}|{namespace}|{name}|{due.isoformat()}|{attempt}")


class _Plan:
    def __init__(self, estate: Estate, anchor: datetime) -> None:
        self._estate = estate
        self._anchor = anchor
        self._slow = {i.job: i.facts for i in estate.incidents_of("slow")}
        self._failing = {i.job: i.facts for i in estate.incidents_of("failing")}
        self._late = {i.job: timedelta(hours=i.facts["hours"]) for i in estate.incidents_of("late")}
        self._slow_run = {i.job: i.facts for i in estate.incidents_of("slow_run")}

    def runs_of(self, pipeline: Pipeline, due: datetime) -> Iterator[Run]:
        """The runs of one due time: the jobs one after another, then the pipeline's own around them."""
        start = due + timedelta(seconds=20 + choice(self._estate.seed, pipeline.name, due, "jitter") % 160)
        told = self._anchor - due < PIPELINE_RUNS_TOLD
        parent_id = run_id(self._estate, pipeline.namespace, pipeline.name, due) if told else None
        cursor, end, error = start, None, None
        made: list[Run] = []
        for job in pipeline.jobs:
            if job.name in self._late and due > self._anchor - self._late[job.name]:
                break
            for run in self._attempts(pipeline, job, due, cursor, parent_id):
                made.append(run)
                assert run.end is not None
                cursor, error = run.end + timedelta(seconds=15), run.error
            if error:
                end = cursor
                break
        else:
            end = cursor
        if made and parent_id:
            yield Run(parent_id, pipeline, None, due, start, end, error, None)
        yield from made

    def _attempts(
        self, pipeline: Pipeline, job: Job, due: datetime, start: datetime, parent_id: UUID | None
    ) -> Iterator[Run]:
        """One run, or two when the first fails by chance (8 in 1,000) and the retry passes."""
        error = self._lasting_error(pipeline, job, due)
        end = start + self._duration(pipeline, job, due)
        by_chance = error is None and choice(self._estate.seed, job.name, due, "chance") < 80
        if by_chance:
            cut = start + (end - start) / 3
            message = "WorkerLost: the worker did not answer for 120 s; the task is tried again"
            first = run_id(self._estate, job.namespace, job.name, due)
            yield Run(first, pipeline, job, due, start, cut, message, parent_id)
            start, end = cut + _RETRY_AFTER, end + _RETRY_AFTER
        this = run_id(self._estate, job.namespace, job.name, due, 2 if by_chance else 1)
        yield Run(this, pipeline, job, due, start, end, error, parent_id)

    def _lasting_error(self, pipeline: Pipeline, job: Job, due: datetime) -> str | None:
        facts = self._failing.get(job.name)
        if facts is None:
            return None
        step = timedelta(minutes=pipeline.schedule.step_minutes)
        past = list(dues(pipeline, self._anchor - step * (facts["runs"] + 1), self._anchor - _ENDED_AFTER))
        return str(facts["error"]) if due >= past[-facts["runs"]] else None

    def _duration(self, pipeline: Pipeline, job: Job, due: datetime) -> timedelta:
        minutes = float(job.minutes)
        slow, slow_run = self._slow.get(job.name), self._slow_run.get(job.name)
        if slow and due > self._anchor - timedelta(hours=slow["hours"]):
            minutes = slow["minutes"]
        if slow_run and (self._anchor - due).days == slow_run["days"]:
            minutes *= slow_run["factor"]
        noise = 0.92 + choice(self._estate.seed, job.name, due, "duration") / 10_000 * 0.18
        return timedelta(seconds=round(60 * minutes * noise))
