"""Dagster: two assets and a check, its event log wrapped by dagster-openlineage."""

from __future__ import annotations

from tests.producers.producer import Producer
from tests.producers.seen import Seen
from tests.producers.workshop import Workshop

NAMESPACE = "harbour-dagster"


def send(workshop: Workshop) -> None:
    """Materialise everything."""
    project = workshop.project("dagster")
    workshop.run(
        *("dagster", "asset", "materialize", "--select", "*", "-f", "defs.py"),
        cwd=project,
        DAGSTER_HOME=str(project),
        DAGSTER_EVENTS=str(project / "events"),
        OPENLINEAGE_URL=workshop.url,
        OPENLINEAGE_API_KEY=workshop.key,
    )


def expected(workshop: Workshop) -> Seen:
    """An asset is a dataset and the job of the same name that makes it; what it is made from only columns say."""
    calls, totals = "raw/calls", "mart/berth_totals"
    return Seen(
        events=5,
        jobs={NAMESPACE: {f"{calls}()", f"{totals}()", f"{totals}__checks"}},
        datasets={NAMESPACE: {calls, totals}},
        runs={f"{calls}() SUCCESS": 1, f"{totals}() SUCCESS": 1, f"{totals}__checks SUCCESS": 1},
        edges={
            f"{calls}() > {calls} INPUT_OUTPUT",
            f"{calls} > {totals} COLUMN",
            f"{totals}() > {totals} INPUT_OUTPUT",
            f"{totals} > {totals}__checks INPUT_OUTPUT",
        },
        dataset_edges={f"{calls} > {totals} COLUMN"},
        columns={f"{calls}.{column} > {totals}.{column}" for column in ("berth", "tonnes")},
        schemas={
            calls: {"call_id": "int", "berth": "text", "tonnes": "int"},
            totals: {"berth": "text", "tonnes": "int"},
        },
        run_facets={"dagster_asset_check", "tags"},
        io_facets={"input dataQualityAssertions"},
    )


PRODUCERS = (
    Producer(
        name="dagster",
        requirements="dagster",
        packages=("dagster", "dagster-openlineage"),
        send=send,
        expected=expected,
    ),
)
