"""dlt: two resources into DuckDB, one with a list inside."""

from __future__ import annotations

from tests.producers.producer import Producer
from tests.producers.seen import Seen
from tests.producers.workshop import Workshop

NAMESPACE = "harbour-dlt"


def send(workshop: Workshop) -> None:
    """Run the pipeline once."""
    project = workshop.project("dlt")
    workshop.run(
        *("python", "pipeline.py"),
        cwd=project,
        DLT_DATA_DIR=str(project / "state"),
        OPENLINEAGE_URL=workshop.url,
        OPENLINEAGE_API_KEY=workshop.key,
        RUNTIME__DLTHUB_TELEMETRY="false",
    )


def expected(workshop: Workshop) -> Seen:
    """One job. Its inputs are the resources, each of which may have made each table: no columns say which."""
    tables, resources = {"raw.calls", "raw.ships", "raw.ships__holds"}, {"calls", "ships"}
    of_load = {"_dlt_id": "text", "_dlt_load_id": "text"}
    of_list = {"_dlt_id": "text", "_dlt_parent_id": "text", "_dlt_list_idx": "bigint"}
    return Seen(
        events=3,
        jobs={NAMESPACE: {"harbour"}},
        datasets={"dlt.destinations.duckdb://duckdb": tables, NAMESPACE: resources},
        runs={"harbour SUCCESS": 1},
        edges={
            *(f"{resource} > harbour INPUT_OUTPUT" for resource in resources),
            *(f"harbour > {table} INPUT_OUTPUT" for table in tables),
        },
        dataset_edges={f"{resource} > {table} INPUT_OUTPUT" for resource in resources for table in tables},
        schemas={
            "raw.calls": {"call_id": "bigint", "ship_id": "bigint", "berth": "text", **of_load},
            "raw.ships": {"ship_id": "bigint", "name": "text", **of_load},
            "raw.ships__holds": {"grade": "text", "tonnes": "double", **of_list},
        },
        rows={
            "raw.calls written by harbour": 3,
            "raw.ships written by harbour": 2,
            "raw.ships__holds written by harbour": 2,
        },
        run_facets={"dlt_execution", "processing_engine", "tags"},
        job_facets={"jobType"},
        io_facets={"output outputStatistics"},
    )


PRODUCERS = (
    Producer(
        name="dlt",
        requirements="dlt",
        packages=("dlt", "dlt-openlineage"),
        send=send,
        expected=expected,
    ),
)
