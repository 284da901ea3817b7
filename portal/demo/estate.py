"""The demo company Tonic as values: teams, domains, pipelines, datasets, incidents. Read from estate.yaml.
Pure.

Three kinds of lists make it up: what the story is about is written out in the file (`tasks`), the rest is a
few words a pipeline (`flows`) from which usual tables grow: `_raw`, `_clean`, `_rejects`, `_daily`,
`_by_<x>`, `_weekly`. A pipeline reads only what stands above it, so that lineage has no cycle; loading
checks that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from portal.demo.columns import Column, columns_of

SEED_FILE = Path(__file__).with_name("estate.yaml")
ENGINES = ("luigi", "flyte", "styx")
_TYPES = {"topic": "topic", "dashboard": "dashboard", "model": "model"}


@dataclass(frozen=True, slots=True)
class Team:
    """A team, its people's full names, lead first."""

    key: str
    title: str
    department: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table, topic, dashboard or model. `key` is `<domain>.<name>`; (namespace, openlineage_name) its
    identity.
    """

    key: str
    domain: str
    name: str
    type: str
    namespace: str
    openlineage_name: str
    description: str
    tier: int
    lifecycle: str
    team: str
    owner: str
    has_descriptor: bool
    columns: tuple[Column, ...]
    layer: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a pipeline is due: `unit` weekly (Mondays), daily, hourly or minutes; `minute` after its start."""

    unit: str
    minute: int
    step_minutes: int


@dataclass(frozen=True, slots=True)
class Job:
    """A task of a pipeline; datasets by key."""

    name: str
    namespace: str
    pipeline: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Jobs that run one after another, by one engine."""

    name: str
    domain: str
    engine: str
    namespace: str
    schedule: Schedule
    tier: int
    lifecycle: str
    team: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that is wrong on purpose; `facts` holds what is needed to find it again."""

    kind: str
    job: str | None
    dataset: str | None
    facts: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Estate:
    """The whole company."""

    seed: str
    organisation: str
    groups: dict[str, str]
    teams: dict[str, Team]
    domains: dict[str, dict[str, Any]]
    glossary: dict[str, tuple[str, str, list[str]]]
    promises: dict[str, str]
    pipelines: tuple[Pipeline, ...]
    datasets: dict[str, Dataset]
    incidents: tuple[Incident, ...]
    hub: str

    @property
    def jobs(self) -> Iterator[Job]:
        """All jobs, in order of their pipelines."""
        return (job for pipeline in self.pipelines for job in pipeline.jobs)

    def incidents_of(self, kind: str) -> Iterator[Incident]:
        """Incidents of one kind."""
        return (incident for incident in self.incidents if incident.kind == kind)


@cache
def estate() -> Estate:
    """The estate of the seed file; read once."""
    seed = yaml.safe_load(SEED_FILE.read_text(encoding="utf-8"))
    return _Builder(seed).build()


def choice(*parts: object) -> int:
    """A number from 0 to 9,999 that is always the same for the same parts: all randomness of the demo."""
    return int.from_bytes(sha256("|".join(map(str, parts)).encode()).digest()[:4], "big") % 10_000


class _Builder:
    def __init__(self, seed: dict[str, Any]) -> None:
        self._seed = seed
        self._name: str = seed["seed"]
        self._datasets: dict[str, Dataset] = {}
        self._pipelines: list[Pipeline] = []
        self._owners = {
            item["dataset"]: item["owner"] for item in seed["incidents"] if item["kind"] in ("orphaned", "wrong_owner")
        }

    def build(self) -> Estate:
        for domain, spec in self._seed["domains"].items():
            for task in spec.get("tasks", []):
                self._task(domain, spec, task)
            for index, flow in enumerate(spec.get("flows", [])):
                self._flow(domain, spec, flow, index)
        teams = {
            key: Team(key, title, department, (lead, *others))
            for key, (title, department, lead, others) in self._seed["teams"].items()
        }
        incidents = tuple(
            Incident(item["kind"], item.get("job"), item.get("dataset"), item) for item in self._seed["incidents"]
        )
        return Estate(
            seed=self._name,
            organisation=self._seed["organisation"],
            groups=self._seed["groups"],
            teams=teams,
            domains=self._seed["domains"],
            glossary=self._seed["glossary"],
            promises=self._seed["promises"],
            pipelines=tuple(self._pipelines),
            datasets=self._datasets,
            incidents=incidents,
            hub=self._seed["hub"],
        )

    def _task(self, domain: str, spec: dict[str, Any], task: dict[str, Any]) -> None:
        jobs = []
        for item in task["jobs"]:
            reads = [self._source(key, task, spec) for key in item["reads"]]
            layer = 1 + max(self._datasets[key].layer for key in reads)
            writes = [self._add(key, spec, layer, task["tier"], task.get("lifecycle")) for key in item["writes"]]
            jobs.append((item["name"], reads, writes, item["minutes"]))
        unit, _, when = task["every"].partition(" ")
        self._pipeline(domain, spec, task["pipeline"], task["engine"], _schedule(unit, when), task, jobs)

    def _flow(self, domain: str, spec: dict[str, Any], flow: dict[str, Any], index: int) -> None:
        name, by, tier = flow["name"], flow["by"], flow.get("tier", 2 if index == 0 else 3)
        unit = flow.get("every", "daily")
        lifecycle = "experimental" if choice(self._name, "lifecycle", name) < 900 else "production"

        def add(suffix: str, layer: int) -> str:
            return self._add(f"{domain}.{suffix}", spec, layer, tier, lifecycle, flow)

        raw = add(f"{name}_raw", 0)
        clean, rejects = add(f"{name}_clean", 1), add(f"{name}_rejects", 1)
        hub = [self._seed["hub"]] if flow.get("hub") else []
        more = [key for key in spec.get("reads", []) if key in self._datasets]
        reads = [clean, *hub, *more]
        layer = 1 + max(self._datasets[key].layer for key in reads)
        outputs = [add(f"{name}_daily", layer), add(f"{name}_by_{by}", layer)]
        late_reads = [outputs[0], *(hub if flow["hub"] == "both" else [])] if hub else [outputs[0]]
        marts = [add(f"{name}_weekly", layer + 1), *(add(item, layer + 1) for item in flow.get("also", []))]
        jobs = [
            (f"{name}_load", [raw], [clean, rejects], 4 + choice(self._name, name, "load") % 12),
            (f"{name}_build", reads, outputs, 6 + choice(self._name, name, "build") % 25),
            (f"{name}_marts", late_reads, marts, 3 + choice(self._name, name, "marts") % 15),
        ]
        hour, minute = map(int, spec["start"].split(":"))
        when = f"{hour:02}:{minute:02}" if unit != "hourly" else str(10 + 5 * index)
        schedule = _schedule(unit, when)
        if unit == "daily":
            schedule = Schedule(unit, schedule.minute + 10 * index, schedule.step_minutes)
        engine = ENGINES[choice(self._name, "engine", name) % 3]
        settings = {"tier": tier, "lifecycle": lifecycle}
        self._pipeline(domain, spec, name.replace("_", "-") + "-flow", engine, schedule, settings, jobs)

    def _pipeline(
        self,
        domain: str,
        spec: dict[str, Any],
        name: str,
        engine: str,
        schedule: Schedule,
        settings: dict[str, Any],
        jobs: list[tuple[str, list[str], list[str], int]],
    ) -> None:
        namespace = {
            "luigi": "luigi://luigi.tonic.example:8082",
            "flyte": f"flyte://flyte.tonic.example/{domain}/production",
            "styx": f"styx://styx.tonic.example/{domain}",
        }[engine]
        made = tuple(
            Job(job, namespace, name, tuple(reads), tuple(writes), minutes) for job, reads, writes, minutes in jobs
        )
        lifecycle = settings.get("lifecycle", "production")
        self._pipelines.append(
            Pipeline(name, domain, engine, namespace, schedule, settings["tier"], lifecycle, spec["team"], made)
        )

    def _source(self, text: str, task: dict[str, Any], spec: dict[str, Any]) -> str:
        """A dataset that is read: known already, or one that only arrives (a topic or a `_raw` table)."""
        key = text.partition("@")[0]
        if key not in self._datasets:
            if "@topic" not in text and not key.endswith("_raw"):
                raise ValueError(f"{task['pipeline']} reads {key}, which nothing above it writes")
            self._add(text, spec, 0, task["tier"], None)
        return key

    def _add(
        self,
        text: str,
        spec: dict[str, Any],
        layer: int,
        tier: int,
        lifecycle: str | None,
        flow: dict[str, Any] | None = None,
    ) -> str:
        key, _, word = text.partition("@")
        domain, _, name = key.partition(".")
        if key in self._datasets:
            raise ValueError(f"{key} is written twice")
        type_ = _TYPES.get(word, "table")
        namespace, openlineage_name = self._identity(type_, domain, name)
        undescribed = self._seed["undescribed"]
        self._datasets[key] = Dataset(
            key=key,
            domain=domain,
            name=name,
            type=type_,
            namespace=namespace,
            openlineage_name=openlineage_name,
            description=self._seed["descriptions"].get(key) or _description(name, type_, flow, spec),
            tier=tier,
            lifecycle=lifecycle or "production",
            team=spec["team"],
            owner=self._owners.get(key, f"group:{self._seed['organisation']}/{spec['team']}"),
            has_descriptor=not name.endswith(tuple(undescribed["suffixes"])) and key not in undescribed["datasets"],
            columns=columns_of(name, type_, flow, self._seed["columns"].get(key)),
            layer=layer,
        )
        return key

    def _identity(self, type_: str, domain: str, name: str) -> tuple[str, str]:
        """Names by OpenLineage's naming page; dashboards and models as their platforms name them."""
        project = self._seed["project"]
        if type_ == "topic":
            return "pubsub", f"topic:{project}:{name}"
        if type_ == "dashboard":
            return "looker://tonic.looker.example", f"dashboards.{domain}.{name}"
        if type_ == "model":
            return "gs://tonic-models", f"{domain}/{name}"
        return "bigquery", f"{project}.{domain.replace('-', '_')}.{name}"


def _schedule(unit: str, when: str) -> Schedule:
    if unit in ("daily", "weekly"):
        hour, minute = map(int, when.split(":"))
        return Schedule(unit, 60 * hour + minute, 1440 if unit == "daily" else 7 * 1440)
    if unit == "hourly":
        return Schedule(unit, int(when), 60)
    return Schedule("minutes", 0, int(unit))


_WORDING = {
    "_raw": "{what}, as they arrive",
    "_clean": "{what}, checked and without duplicates",
    "_rejects": "Rows of {what} that failed a check, with the reason",
    "_daily": "{what}, one row per {of} and day",
    "_weekly": "{what}, by week, against the week before",
}


def _description(name: str, type_: str, flow: dict[str, Any] | None, spec: dict[str, Any]) -> str:
    words = name.replace("_", " ")
    if flow is None:
        return f"{words.capitalize()} of {spec['title']}"
    for suffix, wording in _WORDING.items():
        if name == flow["name"] + suffix:
            text = wording.format(what=flow["what"], of=flow["of"].replace("_", " "))
            return text[0].upper() + text[1:]
    if name == f"{flow['name']}_by_{flow['by']}":
        return f"{flow['what'].capitalize()}, by {flow['by'].replace('_', ' ')}"
    kind = {"dashboard": "dashboard", "model": "model"}.get(type_, "derived table")
    return f"{words.capitalize()}: a {kind} on {flow['what']}"
