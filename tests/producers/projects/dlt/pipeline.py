"""Loads two resources into DuckDB; one has a list inside, which becomes a table of its own."""

from __future__ import annotations

import dlt
import dlt_openlineage

dlt_openlineage.install(namespace="harbour-dlt")


@dlt.resource(primary_key="ship_id", write_disposition="replace")
def ships():
    """Ships with their holds."""
    yield [
        {
            "ship_id": 1,
            "name": "Aurora",
            "holds": [{"grade": "ore", "tonnes": 900.5}, {"grade": "coal", "tonnes": 80.0}],
        },
        {"ship_id": 2, "name": "Brise", "holds": []},
    ]


@dlt.resource(primary_key="call_id", write_disposition="replace")
def calls():
    """Calls of ships."""
    yield from ({"call_id": 10 + n, "ship_id": 1 + n % 2, "berth": "AB"[n % 2]} for n in range(3))


pipeline = dlt.pipeline("harbour", destination=dlt.destinations.duckdb("harbour.duckdb"), dataset_name="raw")
pipeline.run([ships(), calls()])
