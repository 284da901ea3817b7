"""dbt on DuckDB by its wrapper dbt-ol: two seeds, two models, four tests; read from its artifacts, or from its log."""

from __future__ import annotations

from typing import Any

from tests.producers.producer import Producer
from tests.producers.seen import Seen
from tests.producers.workshop import Workshop

NAMESPACE, STORE = "harbour-dbt", "duckdb://harbour.duckdb"
RUN = "dbt-run-harbour"
CALLS, SHIPS, PORT_CALLS, TOTALS = (f"harbour.main.{name}" for name in ("calls", "ships", "port_calls", "berth_totals"))
# What both ways say of the models.
OF_MODELS: dict[str, Any] = {
    "schemas": {
        PORT_CALLS: {"call_id": "integer", "ship": "varchar", "berth": "varchar", "tonnes": "integer"},
        TOTALS: {"berth": "varchar", "tonnes": "hugeint", "calls": "bigint"},
    },
    "descriptions": {PORT_CALLS: "Every call of a ship at a berth.", TOTALS: "What each berth handled."},
    "column_descriptions": {f"{PORT_CALLS}.call_id": "Number of the call."},
    "owners": {PORT_CALLS: ["ACCOUNTABLE group:default/pilots"]},
    "run_facets": {"dbt_run", "dbt_version", "parent", "processing_engine", "tags"},
    "job_facets": {"dbt_node", "jobType", "sql"},
    "dataset_facets": {"dataQualityAssertions", "dataSource", "dbt_model", "documentation", "ownership"},
}
MODELS = {"model.harbour.port_calls": PORT_CALLS, "model.harbour.berth_totals": TOTALS}
SEEDS = {"seed.harbour.calls": CALLS, "seed.harbour.ships": SHIPS}
# Each test with the table it reads and the one that it is said to write.
TESTS = {
    f"test.harbour.{name}.{digest}": (table, f"harbour.main_dbt_test__audit.{name}")
    for name, digest, table in (
        ("unique_port_calls_call_id", "d4944124ae", PORT_CALLS),
        ("not_null_port_calls_call_id", "d5f9b07853", PORT_CALLS),
        ("accepted_values_berth_totals_tonnes__2000__3550", "71e1bc831a", TOTALS),
    )
}
# How many statements dbt sends to DuckDB for each node, in their order.
STATEMENTS = dict(zip((*MODELS, *SEEDS, *TESTS), (5, 5, 6, 4, 2, 3, 2), strict=True))


def build(workshop: Workshop, *options: str) -> None:
    """`dbt-ol build`, with the settings of the documentation."""
    workshop.run(
        *("dbt-ol", "build", "--profiles-dir", ".", *options),
        cwd=workshop.project("dbt"),
        OPENLINEAGE_URL=workshop.url,
        OPENLINEAGE_API_KEY=workshop.key,
        OPENLINEAGE_NAMESPACE=NAMESPACE,
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    )


def from_artifacts(workshop: Workshop) -> None:
    """Events are sent when dbt is done."""
    build(workshop)


def from_log(workshop: Workshop) -> None:
    """Events are sent while dbt runs, one pair for each statement too."""
    build(workshop, "--consume-structured-logs")


def expected_from_artifacts(workshop: Workshop) -> Seen:
    """Of seeds it is only said that columns come from them."""
    load, count = (f"harbour.main.harbour.{name}.build.run" for name in ("port_calls", "berth_totals"))
    check_load, check_count = (job.replace(".run", ".test") for job in (load, count))
    part_of = dict.fromkeys((load, count, check_load, check_count), RUN)
    between = {f"{CALLS} > {PORT_CALLS} COLUMN", f"{SHIPS} > {PORT_CALLS} COLUMN"}
    return Seen(
        events=10,
        jobs={NAMESPACE: set(part_of)},
        pipelines={NAMESPACE: {RUN}},
        datasets={STORE: {PORT_CALLS, TOTALS}},
        stubs={CALLS, SHIPS},
        part_of=part_of,
        runs={f"{job} SUCCESS": 1 for job in (RUN, *part_of)},
        children={f"{job} < {RUN}" for job in part_of},
        edges={
            f"{load} > {PORT_CALLS} INPUT_OUTPUT",
            f"{PORT_CALLS} > {count} INPUT_OUTPUT",
            f"{count} > {TOTALS} INPUT_OUTPUT",
            f"{PORT_CALLS} > {check_load} INPUT_OUTPUT",
            f"{TOTALS} > {check_count} INPUT_OUTPUT",
            *between,
        },
        dataset_edges={*between, f"{PORT_CALLS} > {TOTALS} COLUMN"},
        columns={
            f"{CALLS}.call_id > {PORT_CALLS}.call_id",
            f"{SHIPS}.name > {PORT_CALLS}.ship",
            f"{CALLS}.berth > {PORT_CALLS}.berth",
            f"{CALLS}.tonnes > {PORT_CALLS}.tonnes",
            f"{PORT_CALLS}.berth > {TOTALS}.berth",
            f"{PORT_CALLS}.tonnes > {TOTALS}.tonnes",
        },
        io_facets={"input dataQualityAssertions"},
        **OF_MODELS,
    )


def expected_from_log(workshop: Workshop) -> Seen:
    """Statements are parts of their node, which they make no pipeline."""
    statements = {f"{node}.sql.{n}": node for node, count in STATEMENTS.items() for n in range(1, count + 1)}
    part_of = statements | dict.fromkeys(STATEMENTS, RUN)
    reads = {
        CALLS: "model.harbour.port_calls",
        SHIPS: "model.harbour.port_calls",
        PORT_CALLS: "model.harbour.berth_totals",
    }
    return Seen(
        events=2 * len(part_of) + 2,
        jobs={NAMESPACE: set(part_of)},
        pipelines={NAMESPACE: {RUN}},
        datasets={STORE: {CALLS, SHIPS, PORT_CALLS, TOTALS, *(output for _, output in TESTS.values())}},
        part_of=part_of,
        runs={f"{job} SUCCESS": 1 for job in (RUN, *part_of)},
        children={f"{job} < {started_by}" for job, started_by in part_of.items()},
        edges={
            *(f"{node} > {table} INPUT_OUTPUT" for node, table in (MODELS | SEEDS).items()),
            *(f"{table} > {node} INPUT_OUTPUT" for table, node in reads.items()),
            *(f"{table} > {test} INPUT_OUTPUT" for test, (table, _) in TESTS.items()),
            *(f"{test} > {output} INPUT_OUTPUT" for test, (_, output) in TESTS.items()),
        },
        dataset_edges={
            *(f"{table} > {MODELS[node]} INPUT_OUTPUT" for table, node in reads.items()),
            *(f"{table} > {output} INPUT_OUTPUT" for table, output in TESTS.values()),
        },
        **OF_MODELS,
    )


PACKAGES = ("openlineage-dbt", "dbt-core")
PRODUCERS = (
    Producer(
        name="dbt",
        requirements="dbt",
        packages=PACKAGES,
        send=from_artifacts,
        expected=expected_from_artifacts,
    ),
    Producer(
        name="dbt-structured-logs",
        requirements="dbt",
        packages=PACKAGES,
        send=from_log,
        expected=expected_from_log,
    ),
)
