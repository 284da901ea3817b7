"""SQLMesh on DuckDB: two seeds and two models, `sqlmesh plan`."""

from __future__ import annotations

import json

from tests.producers.producer import Producer
from tests.producers.seen import Seen
from tests.producers.workshop import Workshop

NAMESPACE = "harbour-sqlmesh"


def send(workshop: Workshop) -> None:
    """Build everything. It cannot hand a key of OPENLINEAGE_API_KEY on to the client of today: the transport has it."""
    transport = {"type": "http", "url": workshop.url, "auth": {"type": "api_key", "apiKey": workshop.key}}
    workshop.run(
        *("sqlmesh", "plan", "--auto-apply", "--no-prompts"),
        cwd=workshop.project("sqlmesh"),
        OPENLINEAGE_URL=workshop.url,
        OPENLINEAGE__TRANSPORT=json.dumps(transport),
    )


def expected(workshop: Workshop) -> Seen:
    """Models read tables by quoted names and write them by plain ones: two datasets each. Jobs have quoted names too."""
    calls, ships, port_calls, totals = "raw.calls", "raw.ships", "mart.port_calls", "mart.berth_totals"
    plain = {name: f"harbour.{name}" for name in (calls, ships, port_calls, totals)}
    quoted = {name: '"harbour"."{}"."{}"'.format(*name.split(".")) for name in plain}
    # Nothing reads the last one, so that no dataset is called as its job.
    jobs = {name: quoted[name] if name == totals else f"{quoted[name]}()" for name in plain}
    made_from = {port_calls: (calls, ships), totals: (port_calls,)}
    between = {f"{plain[source]} > {plain[name]} COLUMN" for name, sources in made_from.items() for source in sources}
    return Seen(
        events=8,
        jobs={NAMESPACE: set(jobs.values())},
        datasets={NAMESPACE: {*plain.values(), quoted[calls], quoted[ships], quoted[port_calls]}},
        runs={f"{job} SUCCESS": 1 for job in jobs.values()},
        edges={
            *(f"{jobs[name]} > {plain[name]} INPUT_OUTPUT" for name in plain),
            *(f"{quoted[s]} > {jobs[name]} INPUT_OUTPUT" for name, sources in made_from.items() for s in sources),
            *between,
        },
        dataset_edges=between,
        columns={
            "harbour.raw.calls.call_id > harbour.mart.port_calls.call_id",
            "harbour.raw.calls.berth > harbour.mart.port_calls.berth",
            "harbour.raw.calls.tonnes > harbour.mart.port_calls.tonnes",
            "harbour.raw.ships.name > harbour.mart.port_calls.ship",
            "harbour.mart.port_calls.berth > harbour.mart.berth_totals.berth",
            "harbour.mart.port_calls.tonnes > harbour.mart.berth_totals.tonnes",
        },
        schemas={
            plain[calls]: {"call_id": "BIGINT", "ship_id": "BIGINT", "berth": "TEXT", "tonnes": "BIGINT"},
            plain[ships]: {"ship_id": "BIGINT", "name": "TEXT", "flag": "TEXT"},
            plain[port_calls]: {"call_id": "INT", "ship": "TEXT", "berth": "TEXT", "tonnes": "INT"},
            plain[totals]: {"berth": "TEXT", "tonnes": "BIGINT"},
        },
        run_facets={"sqlmesh_execution", "tags"},
    )


PRODUCERS = (
    Producer(
        name="sqlmesh",
        requirements="sqlmesh",
        packages=("sqlmesh", "sqlmesh-openlineage"),
        send=send,
        expected=expected,
    ),
)
