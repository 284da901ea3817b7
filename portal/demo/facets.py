"""OpenLineage facets of the demo, made with the client's own classes and written by its own Serde.

A facet that does not change from run to run is written once and shared: 20,000 events hold the same few
hundred mappings. Nobody may change them in place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from hashlib import sha1
from typing import Any

from openlineage.client.generated import (
    column_lineage_dataset,
    documentation_dataset,
    error_message_run,
    job_type_job,
    nominal_time_run,
    output_statistics_output_dataset,
    ownership_dataset,
    parent_run,
    schema_dataset,
    source_code_location_job,
    sql_job,
)
from openlineage.client.serde import Serde

from portal.demo.columns import Column, origins_of
from portal.demo.estate import Dataset, Estate, Job, choice
from portal.demo.schedule import Run

PRODUCER = "https://headwater.dev/demo"
Facet = dict[str, Any]


def _written(make: Callable[[], object]) -> Facet:
    written: Facet = Serde.to_dict(make())
    return written


@cache
def schema(columns: tuple[Column, ...]) -> Facet:
    """The schema facet of a table."""
    fields = [
        schema_dataset.SchemaDatasetFacetFields(name=c.name, type=c.type, description=c.description or None)
        for c in columns
    ]
    return _written(lambda: schema_dataset.SchemaDatasetFacet(fields=fields, producer=PRODUCER))


@cache
def column_lineage(output: Dataset, columns: tuple[Column, ...], inputs: tuple[Dataset, ...]) -> Facet | None:
    """Column lineage of an output; None when no column is made from a known one."""
    by_key = {item.key: item for item in inputs}
    fields = {}
    for column in columns:
        origins = origins_of(column, [(item.key, item.columns) for item in inputs])
        if origins:
            fields[column.name] = column_lineage_dataset.Fields(
                inputFields=[_input_field(by_key[key], name, how) for key, name, how in origins]
            )
    if not fields:
        return None
    return _written(lambda: column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields, producer=PRODUCER))


def _input_field(dataset: Dataset, column: str, how: str) -> column_lineage_dataset.InputField:
    transformation = column_lineage_dataset.Transformation(type="DIRECT", subtype=how)
    return column_lineage_dataset.InputField(
        namespace=dataset.namespace,
        name=dataset.openlineage_name,
        field=column,
        transformations=[transformation],
    )


@cache
def documentation(description: str) -> Facet:
    """What the producer says the dataset is."""
    return _written(lambda: documentation_dataset.DocumentationDatasetFacet(description=description, producer=PRODUCER))


@cache
def ownership(owner: str) -> Facet:
    """Who the producer says owns the dataset."""
    owners = [ownership_dataset.Owner(name=owner, type="OWNER")]
    return _written(lambda: ownership_dataset.OwnershipDatasetFacet(owners=owners, producer=PRODUCER))


@cache
def job_type(engine: str, kind: str) -> Facet:
    """TASK or PIPELINE of an engine."""
    return _written(
        lambda: job_type_job.JobTypeJobFacet(
            processingType="BATCH", integration=engine.upper(), jobType=kind, producer=PRODUCER
        )
    )


@cache
def source_code(domain: str, job: str, version: str) -> Facet:
    """Where the code of a job is."""
    repository = f"https://git.tonic.example/tonic/{domain}-pipelines"
    path = f"jobs/{job}.py"
    return _written(
        lambda: source_code_location_job.SourceCodeLocationJobFacet(
            type="git",
            url=f"{repository}/blob/{version}/{path}",
            repoUrl=f"{repository}.git",
            path=path,
            version=version,
            branch="main",
            producer=PRODUCER,
        )
    )


def code_version(estate: Estate, run: Run) -> str:
    """The commit that ran: a deploy a week, and the one the slow incident is about."""
    assert run.job is not None
    week = run.due.isocalendar()[:2]
    return sha1(f"{estate.seed}|{run.pipeline.domain}|{week}".encode(), usedforsecurity=False).hexdigest()


@cache
def sql(job: Job, outputs: tuple[Dataset, ...], inputs: tuple[Dataset, ...]) -> Facet:
    """A query of the shape such a job has."""
    target = outputs[0]
    names = [column.name for column in target.columns] or ["*"]
    sources = "\nJOIN ".join(f"`{item.openlineage_name}` AS s{i}" for i, item in enumerate(inputs))
    query = f"INSERT INTO `{target.openlineage_name}`\nSELECT {', '.join(names)}\nFROM {sources}"
    return _written(lambda: sql_job.SQLJobFacet(query=query, dialect="bigquery", producer=PRODUCER))


def nominal_time(run: Run) -> Facet:
    """The interval of data the run is for: it ends when the run is due."""
    begin = run.due - timedelta(minutes=run.pipeline.schedule.step_minutes)
    return _written(
        lambda: nominal_time_run.NominalTimeRunFacet(
            nominalStartTime=begin.isoformat(), nominalEndTime=run.due.isoformat(), producer=PRODUCER
        )
    )


def parent(run: Run) -> Facet:
    """The pipeline's run that started this one."""
    return _written(
        lambda: parent_run.ParentRunFacet(
            run=parent_run.Run(runId=str(run.parent_id)),
            job=parent_run.Job(namespace=run.pipeline.namespace, name=run.pipeline.name),
            producer=PRODUCER,
        )
    )


@cache
def error(message: str) -> Facet:
    """Why a run failed."""
    return _written(
        lambda: error_message_run.ErrorMessageRunFacet(message=message, programmingLanguage="PYTHON", producer=PRODUCER)
    )


def statistics(estate: Estate, dataset: Dataset, run: Run) -> Facet:
    """Rows and bytes written: steady by dataset, a fifth fewer at weekends, some noise."""
    base = 400 * 3 ** (choice(estate.seed, dataset.key, "rows") % 9)
    weekend = 0.8 if run.due.weekday() >= 5 else 1.0
    noise = 0.95 + choice(estate.seed, dataset.key, run.due, "noise") / 100_000
    rows = round(base * weekend * noise)
    return _written(
        lambda: output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
            rowCount=rows, size=rows * 48, producer=PRODUCER
        )
    )
