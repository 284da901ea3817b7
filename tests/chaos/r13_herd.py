"""R13: Git sources that could not be read for a while come back; they are read no faster than before. Away for long, they
are asked less and less often (their circuits are open), and are back after one read that succeeds.

The only connectors that poll anything are `files` and `git`.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from tests.chaos.experiment import Experiment, Options, Outcome, Stage, staged, until
from tests.product import scratch_folder

SOURCES = 12
INTERVAL = 20
# Sources are looked at every 10 s, and cadence has 5 % of jitter: in a window of one interval each may fall in twice at
# its edges, never all of them.
WINDOW_SECONDS = float(INTERVAL)
BUDGET = 1.5
NO_CADENCE = "no cadence"
NO_CIRCUIT = "no circuit"
# Five failures of each take five intervals; the waits then are of 40, 80, 160 s, a quarter longer or shorter. In this
# window an open circuit lets two reads through, at its edges; a closed one three or four.
OPEN_SECONDS = 8.0 * INTERVAL
AWAY_SECONDS = 3.0 * INTERVAL
AWAY_READS = 2
CLOSE_SECONDS = 1.25 * 160 + INTERVAL
OPEN = "SELECT count(*) FROM catalog_source WHERE failure_count >= 5"
MOST = """
SELECT coalesce(max(n), 0) FROM (
  SELECT count(*) OVER (ORDER BY started_at RANGE BETWEEN %s * interval '1 second' PRECEDING AND CURRENT ROW) AS n
  FROM catalog_sync WHERE started_at BETWEEN to_timestamp(%s) AND to_timestamp(%s)) counted
"""
AT_ONCE = """
SELECT coalesce(max(n), 0) FROM (
  SELECT (SELECT count(*) FROM catalog_sync o WHERE o.started_at <= s.started_at AND coalesce(o.ended_at, now()) > s.started_at) AS n
  FROM catalog_sync s) counted
"""


def repository(folder: Path) -> Path:
    """A Git repository with one descriptor."""
    place = folder / "repository"
    place.mkdir(mode=0o755)
    (place / "catalog-info.yaml").write_text(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: herd}\n"
        "spec: {type: service, lifecycle: x, owner: a}\n"
    )
    person = ("-c", "user.name=chaos", "-c", "user.email=chaos@example.org")
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), (*person, "commit", "-q", "-m", "One")):
        subprocess.run(["git", *arguments], cwd=place, check=True)
    return place


def run(options: Options, control: str) -> Outcome:
    """Steady, away, and back, each for a while."""
    outcome = Outcome()
    seconds = max(2.0 * INTERVAL, 0.0 if control else 30.0 * options.minutes)
    outside = scratch_folder("headwater-herd-")
    place = repository(outside)
    config = outside / "headwater.yaml"
    entry = "  - {key: herd-%d, kind: git, interval_seconds: %d, config: {url: %s, branch: main}}"
    config.write_text("sources:\n" + "\n".join(entry % (n, INTERVAL, place) for n in range(SOURCES)) + "\n")
    variants = list(filter(None, [control]))
    with staged(options, *variants, HEADWATER_CONFIG=str(config), HEADWATER_GIT_ALLOW_FILE="1") as stage:
        until(lambda: states(stage).get("succeeded", 0) >= SOURCES, seconds=60)
        most = {}
        for what in ("steady", "away", "back"):
            if what == "away":
                place.rename(outside / "away")
            elif what == "back":
                (outside / "away").rename(place)
            begun = time.time()
            time.sleep(seconds)
            most[what] = stage.rows(MOST, [WINDOW_SECONDS, begun, time.time()])[0][0]
        if control != NO_CADENCE:
            away_for_long(stage, outcome, place, bool(control))
        counted, at_once = states(stage), stage.rows(AT_ONCE)[0][0]
    budget = BUDGET * SOURCES
    for what, reads in most.items():
        outcome.expect(reads <= budget, f"{what}: {reads} reads in {WINDOW_SECONDS:.0f} s, budget {budget:.0f}")
    outcome.expect(counted.get("failed", 0) > 0 or bool(control), "no read failed: the sources were not away")
    outcome.figures |= {"sources": SOURCES, "interval": INTERVAL, "most reads in an interval": most, "reads": counted}
    outcome.figures["reads at once"] = at_once
    outcome.measured = (
        f"{SOURCES} Git sources every {INTERVAL} s: at most "
        + ", ".join(f"{reads} {what}" for what, reads in most.items())
        + f" reads in {WINDOW_SECONDS:.0f} s, {at_once} at once"
    )
    if "reads while circuits are open" in outcome.figures:
        outcome.measured += (
            f"; away for long: {outcome.figures['reads while circuits are open']} in {AWAY_SECONDS:.0f} s; all closed "
            f"{outcome.figures['seconds until all circuits are closed']:.0f} s after they were back"
        )
    return outcome


def away_for_long(stage: Stage, outcome: Outcome, place: Path, is_control: bool) -> None:
    """Every circuit opens, few reads go through, one by hand closes at once and the others at their next try."""
    hidden = place.with_name("away")
    place.rename(hidden)
    until(lambda: stage.rows(OPEN) == [(SOURCES,)], seconds=OPEN_SECONDS)
    opened, begun = stage.rows(OPEN)[0][0], time.time()
    outcome.expect(opened == SOURCES, f"{opened} of {SOURCES} count five failures after {OPEN_SECONDS:.0f} s")
    time.sleep(AWAY_SECONDS)
    reads = stage.rows("SELECT count(*) FROM catalog_sync WHERE started_at > to_timestamp(%s)", [begun])[0][0]
    most = AWAY_READS * SOURCES
    outcome.expect(reads <= most, f"away for long: {reads} reads in {AWAY_SECONDS:.0f} s, budget {most}")
    outcome.figures["reads while circuits are open"] = reads
    hidden.rename(place)
    if is_control:
        outcome.figures["seconds until all circuits are closed"] = 0.0
        return
    stage.product.manage("sync", "herd-0")
    (failures,) = stage.rows("SELECT failure_count FROM catalog_source WHERE key = 'herd-0'")[0]
    outcome.expect(failures == 0, "a sync by hand did not close the circuit")
    seconds = until(lambda: stage.rows(OPEN) == [(0,)], seconds=CLOSE_SECONDS)
    outcome.expect(seconds <= CLOSE_SECONDS, f"circuits are open {CLOSE_SECONDS:.0f} s after the sources are back")
    outcome.figures["seconds until all circuits are closed"] = round(seconds)


def states(stage: Stage) -> dict[str, int]:
    """How the reads ended so far."""
    return dict(stage.rows("SELECT state, count(*) FROM catalog_sync GROUP BY 1"))  # type: ignore[arg-type]


EXPERIMENT = Experiment(
    key="R13",
    claim="Sources that were away are read no faster when they are back: no thundering herd. Those that fail again and again "
    "are asked less and less often, and are back after one read.",
    run=run,
    controls=(NO_CADENCE, NO_CIRCUIT),
)
