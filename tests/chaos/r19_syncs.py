"""R19: a worker is killed inside syncs of some thousand entities; then a source says half of what it did, and sources vanish.

A sync of a killed worker is taken for dead after five minutes without a sign of life; here its clock is set back instead.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
from pathlib import Path

from tests.chaos.estate_files import Estate
from tests.chaos.experiment import Experiment, Options, Outcome, Stage, say, staged, until
from tests.chaos.r13_herd import repository
from tests.product import scratch_folder, wait_for
from tests.web import Page, Web, web

ENTITIES = 3000
HEAL_SECONDS = 60.0
# Of the controls; of the product a sixth of the kills that were asked for.
ROUNDS = {"no takeover": 1, "folds asked after the commit": 5, "no hold": 1}
SOURCES = """
outgoing: {{hosts: ["http://127.0.0.1:{port}"], private: [127.0.0.1]}}
sources:
  - {{key: folder, kind: files, interval_seconds: 3600, config: {{root: {root}, patterns: ["**/*.yaml"]}}}}
  - {{key: repository, kind: git, interval_seconds: 3600, config: {{url: {repository}, branch: main}}}}
  - {{key: address, kind: url, interval_seconds: 3600, config: {{targets: ["{url}/a.yaml"]}}}}
"""
STATE = {
    "claims": "SELECT e.ref, c.descriptor, c.locator, c.leads_to FROM catalog_claim c JOIN catalog_entity e ON e.id = c.entity_id",
    "documents": "SELECT e.ref, d.descriptor, d.etag FROM catalog_entitydocument d JOIN catalog_entity e ON e.id = d.entity_id "
    "WHERE e.existence_state IS NULL AND e.deleted_at IS NULL",
    "relations": "SELECT e.ref, r.type, r.target_ref FROM catalog_relation r JOIN catalog_entity e ON e.id = r.entity_id "
    "WHERE e.existence_state IS NULL AND e.deleted_at IS NULL",
    "fields": "SELECT e.ref, f.key, f.value FROM catalog_descriptorfield f JOIN catalog_entity e ON e.id = f.entity_id "
    "WHERE e.existence_state IS NULL AND e.deleted_at IS NULL",
    "issues": "SELECT item, code, told_of FROM catalog_issue WHERE state = 'open'",
}
RUNNING = (
    "SELECT y.read_count FROM catalog_sync y JOIN catalog_source s ON s.id = y.source_id "
    "WHERE y.state = 'running' AND s.key = 'folder' AND y.heartbeat_at > now() - interval '5 minutes'"
)
MIXED = (
    "SELECT e.ref FROM catalog_entitydocument d JOIN catalog_entity e ON e.id = d.entity_id "
    "WHERE d.descriptor #>> '{metadata,description}' <> d.descriptor #>> '{spec,round}'"
)
CLAIMS = "SELECT count(*) FROM catalog_claim c JOIN catalog_source s ON s.id = c.source_id WHERE s.key = %s AND s.kind = 'files'"


def run(options: Options, control: str) -> Outcome:
    """Kills, the state of an undisturbed copy, half a source, and sources that are gone."""
    outcome = Outcome()
    outside = scratch_folder("headwater-syncs-")
    estate = Estate(outside / "estate", ENTITIES, random.Random(f"syncs {options.seed}"))
    remote = repository(outside)
    with web() as site:
        site.pages["/a.yaml"] = _component("address")
        port = site.url.rpartition(":")[2]
        config = outside / "headwater.yaml"
        config.write_text(SOURCES.format(port=port, root=estate.root, repository=remote, url=site.url))
        settings = {"HEADWATER_CONFIG": str(config), "HEADWATER_GIT_ALLOW_FILE": "1"}
        with staged(options, *filter(None, [control]), **settings) as stage:
            wait_for(lambda: _ended(stage) >= 3, "the first read of every source", seconds=180)
            _kills(stage, outcome, estate, rounds=ROUNDS.get(control, max(3, options.kills // 6)))
            if not outcome.failures:
                with staged(options, **settings) as other:
                    wait_for(lambda: _ended(other) >= 3 and _is_folded(other), "an undisturbed copy", seconds=180)
                    _compare(outcome, _state(stage), _state(other))
            if not outcome.failures:
                _half(stage, outcome, estate)
            if not outcome.failures and not control:
                _vanished(stage, outcome, estate.root, remote, site)
    kills, held = outcome.figures.get("kills", 0), outcome.figures.get("removals held", 0)
    rows = sum(outcome.figures.get("rows compared", {}).values())
    outcome.measured = (
        f"{kills} SIGKILLs inside syncs of {ENTITIES:,} entities, after {outcome.figures.get('entities read at the kill')} of them: "
        f"{rows:,} rows as in an undisturbed copy; half a source: {held:,} removals held, none made; gone: "
        f"{outcome.figures.get('gone', 'not tried')}"
    )
    return outcome


def _compare(outcome: Outcome, disturbed: dict[str, list[str]], undisturbed: dict[str, list[str]]) -> None:
    for name, said in undisturbed.items():
        differing = sorted(set(said) ^ set(disturbed[name]))
        outcome.expect(
            not differing,
            f"{name}: {len(differing)} rows differ from an undisturbed copy, such as {differing[:1]}"[:400],
        )
    outcome.figures["rows compared"] = {name: len(said) for name, said in undisturbed.items()}


def _kills(stage: Stage, outcome: Outcome, estate: Estate, *, rounds: int) -> None:
    """Every round the estate changes and the worker dies somewhere in the sync of it; the last sync ends."""
    dice = random.Random(f"kills {stage.options.seed}")
    at: list[int] = []
    for _ in range(rounds):
        estate.change()
        wanted = dice.randrange(0, ENTITIES)
        _due(stage, "folder")
        wait_for(lambda wanted=wanted: _read(stage) >= wanted or _idle(stage), "a sync to kill", seconds=120)  # type: ignore[misc]
        if _idle(stage):
            continue  # it ended before it was to be killed
        at.append(_read(stage))
        _kill_worker(stage)
        mixed = stage.rows(MIXED)
        outcome.expect(not mixed, f"documents of two rounds at once: {mixed[:3]}")
        stage.run("UPDATE catalog_sync SET heartbeat_at = now() - interval '6 minutes' WHERE state = 'running'")
    outcome.figures |= {"kills": len(at), "entities read at the kill": sorted(at)}
    outcome.expect(len(at) > rounds // 2 or rounds == 1, f"only {len(at)} kills of {rounds} fell into a sync")
    estate.mend()
    _due(stage, "folder")
    seconds = until(lambda: _newest(stage, "folder")[0] == "succeeded" and _is_folded(stage), seconds=HEAL_SECONDS)
    outcome.expect(seconds <= HEAL_SECONDS, f"no sync succeeded within {HEAL_SECONDS:.0f} s after the last kill")
    outcome.figures["seconds to heal"] = round(seconds, 1) if seconds < HEAL_SECONDS else None


def _half(stage: Stage, outcome: Outcome, estate: Estate) -> None:
    """Half of the files are away for one sync."""
    before = stage.rows(CLAIMS, ["folder"])
    estate.halve()
    _synced(stage, "folder")
    state, error = _newest(stage, "folder")
    after = stage.rows(CLAIMS, ["folder"])
    outcome.expect(state == "held", f"half a source: the sync is {state} ({error}), not held")
    outcome.expect(after == before, f"half a source: {before[0][0]} claims became {after[0][0]}")
    planned = stage.rows("SELECT count(*) FROM catalog_syncchange WHERE kind = 'delete' AND state = 'planned'")[0][0]
    outcome.figures["removals held"] = planned
    estate.restore()
    _synced(stage, "folder")
    outcome.expect(_newest(stage, "folder")[0] == "succeeded", "the source is whole again and its sync did not succeed")


def _vanished(stage: Stage, outcome: Outcome, root: Path, remote: Path, site: Web) -> None:
    """The folder, the remote, and the address are gone or hang; nothing is removed, and it is told."""
    told = []
    for key, place in (("folder", root), ("repository", remote)):
        before = _state(stage)["claims"]
        place.rename(place.with_name("gone"))
        for _ in range(5):
            _synced(stage, key)
        state, error = _newest(stage, key)
        issues = _issues(stage, key)
        outcome.expect((state, issues) == ("failed", ["source.unreadable"]), f"{key} gone: {state}, issues {issues}")
        (failures, is_later), *_ = stage.rows(
            "SELECT failure_count, next_sync_at > now() FROM catalog_source WHERE key = %s", [key]
        )
        outcome.expect(failures >= 5 and is_later, f"{key} gone: {failures} failures and its circuit is not open")
        outcome.expect(_state(stage)["claims"] == before, f"{key} gone: what it said is no more")
        place.with_name("gone").rename(place)
        _synced(stage, key)
        outcome.expect(_newest(stage, key)[0] == "succeeded", f"{key} is back: {_newest(stage, key)}")
        outcome.expect(not _issues(stage, key), f"{key} is back: open issues {_issues(stage, key)}")
        told.append(f"{key} failed 5 times ({error}), circuit open, nothing removed, whole after one read")
    for name, page in (("404", Page(status=404)), ("500", Page(status=500)), ("no answer", None)):
        said = _address(stage, site, page)
        outcome.expect(
            said == ("partial", 1, 0), f"address, {name}: {said}; expected a partial read, one status item, then none"
        )
        told.append(f"address {name}: served with its error, then without")
    outcome.figures["gone"] = "; ".join(told)


def _address(stage: Stage, site: Web, page: Page | None) -> tuple[str, int, int]:
    """The state of the read while the page is so (None: it does not answer), and status items of the entity then and after."""
    good = site.pages["/a.yaml"]
    if page is None:
        site.answers.clear()
    else:
        site.pages["/a.yaml"] = page
    _synced(stage, "address")
    state, items = _newest(stage, "address")[0], _items(stage)
    site.answers.set()
    site.pages["/a.yaml"] = good
    _synced(stage, "address")
    return state, items, _items(stage)


def _items(stage: Stage) -> int:
    """Status items of what the address says, as the Backstage API serves it."""
    entity = json.loads(stage.product.text("/api/catalog/entities/by-name/component/default/address"))
    return len(entity.get("status", {"items": []})["items"])


def _due(stage: Stage, key: str) -> None:
    with contextlib.suppress(Exception):
        stage.run(f"UPDATE catalog_source SET next_sync_at = now() WHERE key = '{key}'")


def _synced(stage: Stage, key: str) -> None:
    """One more sync of the source, to its end."""
    count = "SELECT count(*) FROM catalog_sync y JOIN catalog_source s ON s.id = y.source_id WHERE s.key = %s AND ended_at IS NOT NULL"
    before = stage.rows(count, [key])[0][0]
    _due(stage, key)
    wait_for(lambda: stage.rows(count, [key])[0][0] > before and _is_folded(stage), f"a sync of {key}", seconds=120)


def _ended(stage: Stage) -> int:
    return int(stage.rows("SELECT count(DISTINCT source_id) FROM catalog_sync WHERE state = 'succeeded'")[0][0])


def _read(stage: Stage) -> int:
    found = stage.rows(RUNNING)
    return int(found[0][0]) if found else -1


def _idle(stage: Stage) -> bool:
    """Whether the source was read since it was due."""
    return stage.rows("SELECT next_sync_at > now() FROM catalog_source WHERE key = 'folder'")[0][0] and _read(stage) < 0


def _newest(stage: Stage, key: str) -> tuple[str, str | None]:
    """(state, error) of the newest sync of a source."""
    found = stage.rows(
        "SELECT y.state, y.error FROM catalog_sync y JOIN catalog_source s ON s.id = y.source_id WHERE s.key = %s "
        "ORDER BY y.id DESC LIMIT 1",
        [key],
    )
    return found[0][0], found[0][1]


def _issues(stage: Stage, key: str) -> list[str]:
    sql = "SELECT i.code FROM catalog_issue i JOIN catalog_source s ON s.id = i.source_id WHERE i.state = 'open' AND s.key = %s"
    return [row[0] for row in stage.rows(f"{sql} ORDER BY 1", [key])]


def _is_folded(stage: Stage) -> bool:
    return stage.rows("SELECT count(*) FROM catalog_stitchrequest") == [(0,)]


def _state(stage: Stage) -> dict[str, list[str]]:
    return {name: sorted(repr(row) for row in stage.rows(sql)) for name, sql in STATE.items()}


def _kill_worker(stage: Stage) -> None:
    """SIGKILL for the worker and its pool; the supervisor starts another."""
    for pid in [*stage.children_of_worker(), stage.product.pid("worker")]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    say("  killed inside a sync")
    wait_for(stage.product.is_whole, "another worker", seconds=60)


def _component(name: str) -> str:
    return f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: x, owner: a}}\n"


EXPERIMENT = Experiment(
    key="R19",
    claim="A sync that is killed half way loses nothing and leaves nothing half done that the next one does not mend; half a "
    "source, and one that is gone, take nothing away.",
    run=run,
    controls=("no takeover", "folds asked after the commit", "no hold"),
)
