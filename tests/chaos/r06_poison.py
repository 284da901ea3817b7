"""R6: poison among other events: values, an event that raises, one that kills its worker, one that is slow."""

from __future__ import annotations

import http.client
import itertools
import json
import time
from collections import Counter
from typing import Any

from tests.chaos import poison
from tests.chaos.events import events
from tests.chaos.experiment import Experiment, Options, Outcome, Stage, load_of_machine, staged, until
from tests.chaos.nemesis import frozen
from tests.chaos.watch import Watch
from tests.product import wait_for

ATTEMPTS = 5
DELAY_SECONDS = 1.0
COMPANIONS = 100
# How long a wave is gathered, and how long it may take to be applied.
GATHER_SECONDS = 0.3
WAVE_SECONDS = 180.0
COUNTED_LATE = "attempts counted after work"
# For so long a worker that dies again and again is watched.
LOOP_SECONDS = 60.0
WAITING = "SELECT count(*) FROM lineage_inboxwork WHERE source_id = %s"


class Waves:
    """Waves of healthy events, each leased together with one poison event."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.companions, self.poison = stage.token("companions"), stage.token("poison")
        self.tool = stage.token("tool", "events:read", "events:write")
        self.made = events(stage.options.seed, 5000, stage.begin)

    def send(self, *poisons: dict[str, Any]) -> float:
        """Seconds that the healthy events of a wave waited at most."""
        bodies = [event.body for event in itertools.islice(self.made, COMPANIONS)]
        with Watch(self.stage, pause=0.02) as watch:
            # Nobody leases meanwhile, so that poison and companions come into one hand.
            with frozen(*self.stage.children_of_worker()):
                for made in poisons:
                    post(self.stage, "/api/v1/lineage", json.dumps(made).encode(), self.poison)
                assert post(self.stage, "/api/v1/lineage/batch", json.dumps(bodies).encode(), self.companions) == 200
                time.sleep(GATHER_SECONDS)
            source = self.stage.source_id("companions")
            wait_for(lambda: self.stage.rows(WAITING, [source]) == [(0,)], "the companions", seconds=WAVE_SECONDS)
        return watch.longest_wait(source)

    def parked(self, job: str) -> dict[str, Any] | None:
        """What the API says of the parked event of a job."""
        answer = self.stage.ask("GET", "/api/portal/v1/events?states=parked&source=poison", self.tool).json()
        return next((item for item in answer["items"] if item["job_name"] == job), None)


def post(stage: Stage, path: str, body: bytes, token: str) -> int:
    """Status of one POST; 0 when there was no answer."""
    link = http.client.HTTPConnection("127.0.0.1", stage.product.port, timeout=30)
    try:
        link.request("POST", path, body, {"Authorization": f"Bearer {token}"})
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()
    return answer.status


def run(options: Options, control: str) -> Outcome:
    """A healthy wave first, then one with each poison."""
    outcome = Outcome()
    with staged(options, "poison", *filter(None, [control]), HEADWATER_WORKER_PROCESSES="2") as stage:
        waves = Waves(stage)
        wait_for(lambda: len(stage.children_of_worker()) >= 2, "the workers")
        waves.send()  # the names of the estate are new once
        healthy = waves.send()
        outcome.figures["longest wait of a healthy wave"] = round(healthy, 2)
        if control:
            return counted_late(stage, waves, outcome)
        values(stage, waves, outcome)
        delays = {}
        for job in ("poison raises", "poison kills"):
            delays[job] = waves.send(poison.named(job)) - healthy
            given_up(stage, waves, outcome, job)
        delays["slow"] = waves.send(poison.giant(outputs=200, columns=60)) - healthy
        for job, delay in delays.items():
            outcome.expect(delay <= DELAY_SECONDS, f"{job}: others waited {delay:.1f} s longer")
        mended(stage, waves, outcome)
    outcome.figures["others waited longer by"] = {job: round(delay, 2) for job, delay in delays.items()}
    longer = ", ".join(f"{job.removeprefix('poison ')} {max(0.0, delay):.1f} s" for job, delay in delays.items())
    outcome.measured = (
        f"{outcome.figures['values']} values, no 5xx; others waited longer by: {longer}; "
        f"killed {outcome.figures['poison kills']['executions']} workers ({load_of_machine()})"
    )
    return outcome


def values(stage: Stage, waves: Waves, outcome: Outcome) -> None:
    """Every value at every place is stored or refused, and what is stored is applied or parked."""
    statuses = Counter(post(stage, "/api/v1/lineage", body, waves.poison) for body in poison.bodies())
    outcome.expect(set(statuses) <= {201, 400, 413}, f"values were answered with {dict(statuses)}")
    wait_for(lambda: stage.rows(WAITING, [stage.source_id("poison")]) == [(0,)], "the values", seconds=WAVE_SECONDS)
    parked = [row[0] for row in stage.rows("SELECT reason FROM lineage_inboxparked")]
    outcome.figures |= {"values": sum(statuses.values()), "answers": dict(statuses), "values parked": parked[:5]}


def given_up(stage: Stage, waves: Waves, outcome: Outcome, job: str) -> None:
    """The event is parked after five attempts, and the API says why."""
    seconds = until(lambda: waves.parked(job), seconds=WAVE_SECONDS)
    found = waves.parked(job)
    moments = [float(line) for line in (stage.folder / job).read_text().split()]
    executions = len(moments)
    outcome.expect(found is not None, f"{job}: not parked after {WAVE_SECONDS:.0f} s")
    if found is None:
        return
    outcome.expect(found["attempts"] == ATTEMPTS, f"{job}: parked after {found['attempts']} attempts")
    outcome.expect(bool(found["reason"]), f"{job}: parked without a reason")
    if job == "poison kills":
        outcome.expect(executions <= ATTEMPTS, f"{job}: killed {executions} workers")
    outcome.figures[job] = {
        "executions": executions,
        "seconds between them": [round(b - a, 1) for a, b in zip(moments, moments[1:], strict=False)],
        "attempts": found["attempts"],
        "seconds until parked": round(seconds, 1),
        "reason": found["reason"],
    }


def mended(stage: Stage, waves: Waves, outcome: Outcome) -> None:
    """What was parked is applied when it is retried after the mending."""
    (stage.folder / "mended").touch()
    answer = stage.ask("POST", "/api/portal/v1/events/replay", waves.tool, source="poison", reason="Mended.")
    outcome.expect(answer.status_code == 200, f"replay was answered with {answer.status_code}: {answer.text[:200]}")
    applied = (
        "SELECT count(*) FROM lineage_run r JOIN catalog_entity e ON e.id = r.job_id WHERE e.title LIKE 'poison %%'"
    )
    seconds = until(lambda: stage.rows(applied, []) == [(2,)], seconds=30)
    outcome.expect(seconds < 30, f"after the retry {stage.rows(applied, [])} runs of poison are there")


def counted_late(stage: Stage, waves: Waves, outcome: Outcome) -> Outcome:
    """The control: nobody remembers that the event was tried."""
    with frozen(*stage.children_of_worker()):
        post(stage, "/api/v1/lineage", json.dumps(poison.named("poison kills")).encode(), waves.poison)
    mark = stage.folder / "poison kills"
    until(lambda: mark.exists() and len(mark.read_text().split()) > ATTEMPTS, seconds=LOOP_SECONDS)
    executions = len(mark.read_text().split())
    outcome.expect(executions <= ATTEMPTS, f"the killer was tried {executions} times and goes on")
    outcome.measured = f"{executions} workers killed by one event"
    return outcome


EXPERIMENT = Experiment(
    key="R6",
    claim="A poison event delays no other by more than 1 s and is tried at most 5 times; then it is parked with its "
    "reason, visible through the API, and can be retried.",
    run=run,
    controls=(COUNTED_LATE,),
)
