"""What a user sees of what a producer sent: one value, read through GraphQL and REST, compared with what is expected.

Names are OpenLineage names without their namespaces, which stand beside them; names that clash are refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from tests.producers.headwater import Headwater

Words = dict[str, str]
REFS_AT_ONCE = 20
NAME, NAMESPACE = "openlineage.io/name", "openlineage.io/namespace"
ENTITIES = """query ($after: Cursor) { entitySearch(first: 50, after: $after) {
  nodes { ref kind title type tags detail { description annotations { key value } descriptor }
    ownership { evidence { family role owner { ref } } } }
  pageInfo { hasNextPage endCursor } } }"""
RUNS = """query ($after: Cursor) { runs(first: 50, after: $after) {
  nodes { id runId state job { ref } parentId error
    detail { facets inputs { dataset { ref } rowCount } outputs { dataset { ref } rowCount } } }
  pageInfo { hasNextPage endCursor } } }"""
WALK = """query ($refs: [Ref!]!, $grain: Grain!) { lineageWalk(refs: $refs, grain: $grain, maxHops: 1, limit: 1000) {
  totalCountState nodes { key stub entity { ref title kind } } edges { source target basis } } }"""
TROUBLE = """{ intakes { source rejectedToday redactedToday droppedToday parked }
  events(states: [PARKED], first: 100) { nodes { jobName reason } }
  intakeWarnings(first: 100) { nodes { producer kind rule count } } }"""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """All of it; what is not given was not seen. Names of jobs and datasets by their namespace."""

    events: int
    jobs: dict[str, set[str]] = field(default_factory=dict)
    pipelines: dict[str, set[str]] = field(default_factory=dict)
    datasets: dict[str, set[str]] = field(default_factory=dict)
    stubs: set[str] = field(default_factory=set)
    """Only referred to."""
    part_of: Words = field(default_factory=dict)
    """Job: its pipeline."""
    runs: dict[str, int] = field(default_factory=dict)
    """"job STATE": how many."""
    children: set[str] = field(default_factory=set)
    """"job < job whose run started its run"."""
    errors: Words = field(default_factory=dict)
    """Job: first line of what it failed with."""
    edges: set[str] = field(default_factory=set)
    """"source > target BASIS" between datasets and jobs, those that hold now."""
    dataset_edges: set[str] = field(default_factory=set)
    """The same between datasets alone."""
    columns: set[str] = field(default_factory=set)
    """"source.column > target.column TYPE SUBTYPE"."""
    schemas: dict[str, Words] = field(default_factory=dict)
    """Dataset: type of each column."""
    rows: dict[str, int] = field(default_factory=dict)
    """"dataset read|written by job": rows."""
    types: Words = field(default_factory=dict)
    """Dataset: what it is, where that is said."""
    tags: dict[str, list[str]] = field(default_factory=dict)
    column_tags: dict[str, list[str]] = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    column_descriptions: Words = field(default_factory=dict)
    owners: dict[str, list[str]] = field(default_factory=dict)
    """"ROLE ref" of each owner that its events name."""
    run_facets: set[str] = field(default_factory=set)
    job_facets: set[str] = field(default_factory=set)
    dataset_facets: set[str] = field(default_factory=set)
    io_facets: set[str] = field(default_factory=set)
    """"input|output name"."""
    warnings: dict[str, int] = field(default_factory=dict)
    """"KIND rule of producer": how often."""
    parked: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of the table."""
        return {
            "events": self.events,
            "jobs": sum(map(len, self.jobs.values())) + sum(map(len, self.pipelines.values())),
            "datasets": sum(map(len, self.datasets.values())),
            "runs": sum(self.runs.values()),
            "edges": len(self.edges),
            "columns": len(self.columns),
            "parked": len(self.parked),
            "rejected": self.refused,
        }


def differences(expected: Seen, seen: Seen) -> list[str]:
    """One line for each field that is not as expected, with what is missing and what is too much."""
    lines = []
    for name in (part.name for part in fields(Seen)):
        wanted, got = getattr(expected, name), getattr(seen, name)
        if wanted != got:
            lines.append(f"{name}: missing {_beyond(wanted, got)}, unexpected {_beyond(got, wanted)}")
    return lines


def _beyond(some: Any, others: Any) -> Any:
    if isinstance(some, set):
        return sorted(some - others)
    if isinstance(some, dict):
        return {key: value for key, value in some.items() if others.get(key) != value}
    return some


def look(headwater: Headwater) -> Seen:
    """Read everything; nothing may wait any more."""
    entities = list(headwater.pages(ENTITIES, "entitySearch"))
    names = _names(entities)
    intake, trouble = headwater.intake(), headwater.graphql(TROUBLE)
    return Seen(
        events=intake["stored"],
        refused=intake["refused"] + sum(card["rejectedToday"] for card in trouble["intakes"]),
        parked=[f"{event['jobName']}: {event['reason']}" for event in trouble["events"]["nodes"]],
        warnings={
            f"{w['kind']} {w['rule']} of {w['producer']}": w["count"] for w in trouble["intakeWarnings"]["nodes"]
        },
        **_of_entities(entities, names),
        **_of_runs(list(headwater.pages(RUNS, "runs")), names),
        **_of_graph(headwater, entities, names),
        **_of_sheets(headwater, entities),
    )


def _annotations(entity: dict[str, Any]) -> Words:
    return {pair["key"]: pair["value"] for pair in entity["detail"]["annotations"]}


def _names(entities: Iterable[dict[str, Any]]) -> Words:
    """The name of each ref; that of a job which is called as a dataset (Dagster's are) ends with `()`."""
    named = {entity["ref"]: str(_annotations(entity).get(NAME) or entity["title"]) for entity in entities}
    datasets = {named[entity["ref"]] for entity in entities if entity["kind"] == "DATASET"}
    names = {
        entity["ref"]: f"{named[entity['ref']]}()"
        if entity["kind"] != "DATASET" and named[entity["ref"]] in datasets
        else named[entity["ref"]]
        for entity in entities
    }
    assert len(set(names.values())) == len(names), f"names clash: {Counter(names.values()).most_common(3)}"
    return names


def _of_entities(entities: Iterable[dict[str, Any]], names: Words) -> dict[str, Any]:
    by_kind: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    found: dict[str, Any] = {"part_of": {}, "types": {}, "tags": {}, "descriptions": {}, "owners": {}}
    for entity in entities:
        name, annotations = names[entity["ref"]], _annotations(entity)
        if NAMESPACE in annotations:
            by_kind[entity["kind"]][annotations[NAMESPACE]].add(name)
        container = entity["detail"]["descriptor"].get("spec", {}).get("subcomponentOf")
        if container:
            found["part_of"][name] = names[container]
        if entity["kind"] == "DATASET" and entity["type"] not in (None, "dataset"):
            found["types"][name] = entity["type"]
        if entity["tags"]:
            found["tags"][name] = entity["tags"]
        if entity["detail"]["description"]:
            found["descriptions"][name] = entity["detail"]["description"]
        owners = [e for e in entity["ownership"]["evidence"] if e["family"] == "facet" and e["owner"]]
        if owners:
            found["owners"][name] = sorted(f"{e['role']} {e['owner']['ref']}" for e in owners)
    kinds = {"jobs": "JOB", "pipelines": "PIPELINE", "datasets": "DATASET"}
    return found | {key: {space: set(some) for space, some in by_kind[kind].items()} for key, kind in kinds.items()}


def _of_runs(runs: list[dict[str, Any]], names: Words) -> dict[str, Any]:
    jobs = {run["id"]: names[run["job"]["ref"]] for run in runs}
    counted = {
        f"{names[use['dataset']['ref']]} {word} by {jobs[run['id']]}": int(use["rowCount"])
        for run in runs
        for side, word in (("inputs", "read"), ("outputs", "written"))
        for use in run["detail"][side]
        if use["rowCount"] is not None
    }
    return {
        "runs": dict(Counter(f"{jobs[run['id']]} {run['state']}" for run in runs)),
        "children": {f"{jobs[run['id']]} < {jobs[run['parentId']]}" for run in runs if run["parentId"]},
        "errors": {jobs[run["id"]]: run["error"] for run in runs if run["error"]},
        "run_facets": {name for run in runs for name in run["detail"]["facets"]},
        "rows": counted,
    }


def _of_graph(headwater: Headwater, entities: Iterable[dict[str, Any]], names: Words) -> dict[str, Any]:
    datasets = [entity["ref"] for entity in entities if entity["kind"] == "DATASET"]
    edges, stubs = _walk(headwater, sorted(names), "FULL", names)
    dataset_edges, _ = _walk(headwater, datasets, "DATASET", names)
    return {"edges": edges, "dataset_edges": dataset_edges, "stubs": stubs}


def _walk(headwater: Headwater, refs: list[str], grain: str, names: Words) -> tuple[set[str], set[str]]:
    """All edges of these, and which of them and of their neighbours are only referred to."""
    edges, stubs = set(), set()
    for begin in range(0, len(refs), REFS_AT_ONCE):
        walk = headwater.graphql(WALK, refs=refs[begin : begin + REFS_AT_ONCE], grain=grain)["lineageWalk"]
        assert walk["totalCountState"] == "EXACT", "more than 1,000 nodes beside 20"
        edges |= {f"{names[edge['source']]} > {names[edge['target']]} {edge['basis']}" for edge in walk["edges"]}
        stubs |= {names[node["key"]] for node in walk["nodes"] if node["stub"]}
    return edges, stubs


def _of_sheets(headwater: Headwater, entities: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What only the sheets of a Marquez client show: columns and what they are made from, and all facets."""
    spaces = {_annotations(entity).get(NAMESPACE) for entity in entities if entity["kind"] == "DATASET"} - {None}
    found: dict[str, Any] = {"columns": set(), "schemas": {}, "column_tags": {}, "column_descriptions": {}}
    datasets = [
        dataset
        for space in sorted(spaces)
        for dataset in headwater.rest("namespaces/{}/datasets", space, limit=1000)["datasets"]
    ]
    for dataset in datasets:
        name = dataset["name"]
        if dataset["fields"]:
            found["schemas"][name] = {column["name"]: column["type"] for column in dataset["fields"]}
        for column in dataset["fields"]:
            if column["tags"]:
                found["column_tags"][f"{name}.{column['name']}"] = column["tags"]
            if column["description"]:
                found["column_descriptions"][f"{name}.{column['name']}"] = column["description"]
        found["columns"] |= set(_flows(dataset))
    jobs = headwater.rest("jobs", limit=1000)["jobs"]
    runs = [run for job in jobs for run in job["latestRuns"]]
    return found | {
        "dataset_facets": {facet for dataset in datasets for facet in dataset["facets"]},
        "job_facets": {facet for job in jobs for facet in job["facets"]},
        "io_facets": {
            f"{side} {facet}"
            for run in runs
            for side in ("input", "output")
            for use in run[f"{side}DatasetVersions"]
            for facet in use["facets"]
        },
    }


def _flows(dataset: dict[str, Any]) -> Iterable[str]:
    for column in dataset["columnLineage"]:
        for source in column["inputFields"]:
            for how in source["transformations"]:
                words = " ".join(filter(None, (how["type"], how["subtype"])))
                yield f"{source['dataset']}.{source['field']} > {dataset['name']}.{column['name']} {words}".strip()
