"""Events as a large Spark estate sends them: two inputs, an output, schemas of 30 columns, column lineage on COMPLETE; 9.6 KB
on average. 5,000 jobs, one event in a hundred with a changed schema. The same seed gives the same events.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

JOBS = 5_000
NEW_SCHEMA_SHARE = 0.01
OPEN_RUNS = 2_000
COLUMNS = 30
_FACETS = "https://openlineage.io/spec/facets/1-0-0/"
_PRODUCER = "https://example.org/producers/spark/1.20.0"
_TYPES = ["bigint", "string", "timestamp", "decimal(18,2)", "boolean", "date", "double"]
_TIME, _RUN = "@TIME@", "@RUN@"
Json = dict[str, Any]


def _facet(kind: str, **body: Any) -> Json:
    return {"_producer": _PRODUCER, "_schemaURL": f"{_FACETS}{kind}.json", **body}


def _schema(number: int, version: int) -> Json:
    dice = random.Random(f"schema {number}")
    fields = [
        {"name": f"col_{i:02d}_{dice.choice(['id', 'name', 'amount', 'ts', 'flag'])}", "type": dice.choice(_TYPES)}
        for i in range(COLUMNS)
    ]
    if version:
        fields[version % COLUMNS]["type"] = f"varchar({version})"
    return _facet("SchemaDatasetFacet", fields=fields)


def _dataset(number: int, version: int = 0) -> Json:
    namespace = f"postgres://db{number % 20}.corp:5432"
    facets = {
        "schema": _schema(number, version),
        "dataSource": _facet("DatasourceDatasetFacet", name=namespace, uri=namespace),
    }
    return {"namespace": namespace, "name": f"warehouse.schema_{number % 97}.table_{number}", "facets": facets}


def _column_lineage(output: Json, inputs: list[Json]) -> Json:
    fields = {}
    for i, field in enumerate(output["facets"]["schema"]["fields"]):
        source = inputs[i % 2]
        name = source["facets"]["schema"]["fields"][i]["name"]
        fields[field["name"]] = {
            "inputFields": [{"namespace": source["namespace"], "name": source["name"], "field": name}],
            "transformationType": "IDENTITY",
            "transformationDescription": "",
        }
    return _facet("ColumnLineageDatasetFacet", fields=fields)


def _template(job: int, kind: str, version: int) -> list[bytes]:
    """The event in three parts, between which its time and its run stand."""
    dice = random.Random(job)
    inputs = [_dataset(10_000 + dice.randrange(8_000)), _dataset(dice.randrange(JOBS))]
    output = _dataset(job, version)
    if kind == "COMPLETE":
        output["facets"]["columnLineage"] = _column_lineage(output, inputs)
        statistics = _facet("OutputStatisticsOutputDatasetFacet", rowCount=12_345, size=987_654)
        output["outputFacets"] = {"outputStatistics": statistics}
    query = f"INSERT INTO t_{job} SELECT a.*, b.* FROM x a JOIN y b ON a.id = b.id WHERE a.dt = '2026-01-01' "
    parent = {
        "run": {"runId": "0190b7a0-0000-7000-8000-000000000000"},
        "job": {"namespace": "airflow", "name": f"dag_{job % 300}"},
    }
    engine = {"version": "3.5.1", "name": "spark", "openlineageAdapterVersion": "1.20.0"}
    kinds = {"processingType": "BATCH", "integration": "SPARK", "jobType": "SQL_JOB"}
    event = {
        "eventTime": _TIME,
        "producer": _PRODUCER,
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "eventType": kind,
        "run": {
            "runId": _RUN,
            "facets": {
                "processing_engine": _facet("ProcessingEngineRunFacet", **engine),
                "parent": _facet("ParentRunFacet", **parent),
            },
        },
        "job": {
            "namespace": f"spark-{job % 12}",
            "name": f"etl.dag_{job % 300}.task_{job}",
            "facets": {
                "jobType": _facet("JobTypeJobFacet", **kinds),
                "sql": _facet("SQLJobFacet", query=query + "AND a.c IS NOT NULL " * 8),
            },
        },
        "inputs": inputs,
        "outputs": [output],
    }
    before, rest = json.dumps(event, separators=(",", ":")).split(_TIME)
    return [part.encode() for part in (before, *rest.split(_RUN))]


def events(begin: datetime, *, seed: int = 5, jobs: int = JOBS) -> Iterator[bytes]:
    """Without end: START and COMPLETE of runs, 2,000 a second of their own time from `begin` on.

    What the events of the jobs are made of is there before the first of them: else a sender would take the processor from
    what it measures, most of all at a cold start.
    """
    templates = {(job, kind): _template(job, kind, 0) for job in range(jobs) for kind in ("START", "COMPLETE")}
    return _stream(begin, random.Random(seed), templates, jobs)


def _stream(
    begin: datetime, dice: random.Random, templates: dict[tuple[int, str], list[bytes]], jobs: int
) -> Iterator[bytes]:
    runs: list[tuple[int, bytes, int]] = []
    time = begin
    while True:
        if runs and (len(runs) > OPEN_RUNS or dice.random() < 0.5):
            place = dice.randrange(len(runs))
            job, run, version = runs[place]
            runs[place] = runs[-1]
            runs.pop()
            kind = "COMPLETE"
        else:
            job, run = dice.randrange(jobs), str(uuid.UUID(int=dice.getrandbits(128), version=4)).encode()
            version = dice.randrange(1, 500) if dice.random() < NEW_SCHEMA_SHARE else 0
            runs.append((job, run, version))
            kind = "START"
        parts = _template(job, kind, version) if version else templates[job, kind]
        time += timedelta(microseconds=500)
        yield b"".join((parts[0], time.isoformat().encode(), parts[1], run, parts[2]))
