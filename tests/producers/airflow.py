"""Airflow 3, `airflow dags test`: a DAG of two SQL tasks on PostgreSQL, and one whose task fails."""

from __future__ import annotations

import json

from tests.producers.producer import Producer
from tests.producers.seen import Seen
from tests.producers.warehouse import running_warehouse
from tests.producers.workshop import Workshop

NAMESPACE = "harbour-airflow"
PORT = "warehouse.port"
TABLES = (
    "CREATE TABLE ships (ship_id int PRIMARY KEY, name text, flag text)",
    "CREATE TABLE calls (call_id int PRIMARY KEY, ship_id int, berth text, tonnes int)",
    "CREATE TABLE port_calls (call_id int, ship text, berth text, tonnes int)",
    "CREATE TABLE berth_totals (berth text, tonnes bigint)",
    "INSERT INTO ships VALUES (1, 'Aurora', 'NO'), (2, 'Brise', 'FR')",
    "INSERT INTO calls VALUES (10, 1, 'A', 1200), (11, 2, 'A', 800), (12, 1, 'B', 450)",
)


def send(workshop: Workshop) -> None:
    """Make Airflow's own database, and run both DAGs once."""
    project = workshop.project("airflow")
    transport = {
        "type": "http",
        "url": workshop.url,
        "endpoint": "api/v1/lineage",
        "auth": {"type": "api_key", "apiKey": workshop.key},
    }
    with running_warehouse(*TABLES) as port:
        (workshop.folder / PORT).write_text(str(port))
        settings = {
            "AIRFLOW_HOME": str(project),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__OPENLINEAGE__NAMESPACE": NAMESPACE,
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport),
            "AIRFLOW_CONN_WAREHOUSE": f"postgresql://postgres@127.0.0.1:{port}/postgres",
        }
        workshop.run("airflow", "db", "migrate", cwd=project, **settings)
        for dag in ("harbour", "wreck"):
            workshop.run("airflow", "dags", "test", dag, "2026-02-01", cwd=project, codes=(0, 1), **settings)


def expected(workshop: Workshop) -> Seen:
    """Two pipelines with their jobs. What a failed run said counts while no run of its job completed."""
    calls, ships, port_calls, totals = (
        f"postgres.public.{name}" for name in ("calls", "ships", "port_calls", "berth_totals")
    )
    part_of = {"harbour.load_calls": "harbour", "harbour.count_berths": "harbour", "wreck.divide": "wreck"}
    in_harbour = ("harbour", "harbour.load_calls", "harbour.count_berths")
    reads = {"harbour.load_calls": (calls, ships), "harbour.count_berths": (port_calls,), "wreck.divide": (port_calls,)}
    writes = {"harbour.load_calls": port_calls, "harbour.count_berths": totals, "wreck.divide": totals}
    port = (workshop.folder / PORT).read_text()
    return Seen(
        events=8,
        jobs={NAMESPACE: set(part_of)},
        pipelines={NAMESPACE: {"harbour", "wreck"}},
        datasets={f"postgres://127.0.0.1:{port}": {calls, ships, port_calls, totals}},
        part_of=part_of,
        runs={**{f"{job} SUCCESS": 1 for job in in_harbour}, "wreck FAILED": 1, "wreck.divide FAILED": 1},
        children={f"{job} < {dag}" for job, dag in part_of.items()},
        errors={"wreck": "task_failure", "wreck.divide": "division by zero"},
        edges={
            *(f"{source} > {job} INPUT_OUTPUT" for job, sources in reads.items() for source in sources),
            *(f"{job} > {target} INPUT_OUTPUT" for job, target in writes.items()),
        },
        dataset_edges={f"{source} > {writes[job]} COLUMN" for job, sources in reads.items() for source in sources},
        # The columns of a target are called as the SELECT calls them, also where the table does not.
        columns={
            f"{calls}.call_id > {port_calls}.call_id",
            f"{ships}.name > {port_calls}.ship",
            f"{calls}.berth > {port_calls}.berth",
            f"{calls}.tonnes > {port_calls}.tonnes",
            f"{port_calls}.berth > {totals}.berth",
            f"{port_calls}.tonnes > {totals}._0",
        },
        schemas={
            calls: {"call_id": "int4", "ship_id": "int4", "berth": "text", "tonnes": "int4"},
            ships: {"ship_id": "int4", "name": "text", "flag": "text"},
            port_calls: {"call_id": "int4", "ship": "text", "berth": "text", "tonnes": "int4"},
            totals: {"berth": "text", "tonnes": "int8"},
        },
        tags={job: ["gold"] for job in in_harbour},
        descriptions=dict.fromkeys(in_harbour, "Calls of ships."),
        owners={
            **{job: ["ACCOUNTABLE group:default/pilots"] for job in in_harbour},
            **{job: ["ACCOUNTABLE group:default/airflow"] for job in ("wreck", "wreck.divide")},
        },
        run_facets={
            *("airflow", "airflowDagRun", "airflowState", "errorMessage", "nominalTime", "parent", "processing_engine"),
            "tags",
        },
        job_facets={"documentation", "jobType", "ownership", "sql", "tags"},
    )


PRODUCERS = (
    Producer(
        name="airflow",
        requirements="airflow",
        packages=("apache-airflow", "apache-airflow-providers-openlineage"),
        send=send,
        expected=expected,
    ),
)
