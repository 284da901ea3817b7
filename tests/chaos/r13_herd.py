"""R13: Git sources that could not be read for a while come back; they are read no faster than before.

The only connectors that poll anything are `files` and `git`. There is no circuit breaker and none is needed so far: a
source that fails is asked again when its own interval is over, like any other.
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
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: herd}\nspec: {type: service}\n"
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
        counted, at_once = states(stage), stage.rows(AT_ONCE)[0][0]
    budget = BUDGET * SOURCES
    for what, reads in most.items():
        outcome.expect(reads <= budget, f"{what}: {reads} reads in {WINDOW_SECONDS:.0f} s, budget {budget:.0f}")
    outcome.expect(counted.get("failed", 0) > 0 or bool(control), "no read failed: the sources were not away")
    outcome.figures = {"sources": SOURCES, "interval": INTERVAL, "most reads in an interval": most, "reads": counted}
    outcome.figures["reads at once"] = at_once
    outcome.measured = (
        f"{SOURCES} Git sources every {INTERVAL} s: at most "
        + ", ".join(f"{reads} {what}" for what, reads in most.items())
        + f" reads in {WINDOW_SECONDS:.0f} s, {at_once} at once"
    )
    return outcome


def states(stage: Stage) -> dict[str, int]:
    """How the reads ended so far."""
    return dict(stage.rows("SELECT state, count(*) FROM catalog_sync GROUP BY 1"))  # type: ignore[arg-type]


EXPERIMENT = Experiment(
    key="R13",
    claim="Sources that were away are read no faster when they are back: no thundering herd.",
    run=run,
    controls=(NO_CADENCE,),
)
