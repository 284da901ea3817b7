"""Seeded OpenLineage events: the same seed gives the same estate and the same events, byte for byte."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

JOBS = 40
DATASETS = 60
PRODUCER = "https://example.org/headwater/chaos"
SPEC = "https://openlineage.io/spec"
NAMESPACE = "postgres://warehouse.example.org:5432"
FACET = "headwater_chaos"


@dataclass(frozen=True)
class Job:
    """One job and what it always reads and writes."""

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class Event:
    """One event with the serial number that finds it again."""

    serial: str
    body: dict[str, object]


def estate(seed: int) -> tuple[list[Job], list[list[str]]]:
    """Jobs, and the columns of each dataset. Outputs come after inputs, so the graph has no cycle."""
    dice = random.Random(f"estate {seed}")
    columns = [[f"c{number}" for number in range(dice.randint(3, 8))] for _ in range(DATASETS)]
    jobs = []
    for number in range(JOBS):
        cut = dice.randint(5, DATASETS - 3)
        inputs = tuple(sorted(dice.sample(range(cut), dice.randint(1, 3))))
        outputs = tuple(sorted(dice.sample(range(cut, DATASETS), dice.randint(1, 2))))
        jobs.append(Job(f"pipeline_{number % 8}.job_{number}", inputs, outputs))
    return jobs, columns


def events(seed: int, client: int, begin: datetime) -> Iterator[Event]:
    """Without end: the START and COMPLETE of one run after the other."""
    jobs, columns = estate(seed)
    dice = random.Random(f"client {seed} {client}")
    for number in range(10**9):
        job = dice.choice(jobs)
        run = str(uuid.UUID(int=dice.getrandbits(128), version=4))
        start = begin + timedelta(seconds=number)
        for kind, when in (("START", start), ("COMPLETE", start + timedelta(milliseconds=dice.randint(10, 900)))):
            serial = f"{client}-{number}-{kind.lower()}"
            yield Event(serial, _event(job, columns, kind, when, run, serial))


def _event(job: Job, columns: list[list[str]], kind: str, when: datetime, run: str, serial: str) -> dict[str, object]:
    inputs = [_dataset(number, columns) for number in job.inputs]
    outputs = [_dataset(number, columns) for number in job.outputs]
    if kind == "COMPLETE":
        for number, output in zip(job.outputs, outputs, strict=True):
            output["facets"]["columnLineage"] = _facet(
                "facets/1-2-0/ColumnLineageDatasetFacet.json", fields=_column_lineage(number, job, columns)
            )
    return {
        "eventType": kind,
        "eventTime": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "producer": PRODUCER,
        "schemaURL": f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": run, "facets": {FACET: _facet("2-0-2/OpenLineage.json#/$defs/RunFacet", serial=serial)}},
        "job": {"namespace": "chaos", "name": job.name, "facets": {}},
        "inputs": inputs,
        "outputs": outputs,
    }


def _dataset(number: int, columns: list[list[str]]) -> dict[str, dict[str, object]]:
    fields = [{"name": name, "type": "text"} for name in columns[number]]
    return {
        "namespace": NAMESPACE,  # type: ignore[dict-item]
        "name": f"warehouse.layer_{number // 20}.table_{number}",  # type: ignore[dict-item]
        "facets": {"schema": _facet("facets/1-2-0/SchemaDatasetFacet.json", fields=fields)},
    }


def _column_lineage(number: int, job: Job, columns: list[list[str]]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for position, column in enumerate(columns[number]):
        source = job.inputs[position % len(job.inputs)]
        fields[column] = {
            "inputFields": [
                {
                    "namespace": NAMESPACE,
                    "name": f"warehouse.layer_{source // 20}.table_{source}",
                    "field": columns[source][position % len(columns[source])],
                    "transformations": [{"type": "DIRECT", "subtype": "IDENTITY"}],
                }
            ]
        }
    return fields


def _facet(schema: str, **values: object) -> dict[str, object]:
    return {"_producer": PRODUCER, "_schemaURL": f"{SPEC}/{schema}", **values}
