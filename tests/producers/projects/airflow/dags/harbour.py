"""Two tasks of SQL on PostgreSQL, one of two statements, and a pipeline of one that fails."""

from __future__ import annotations

import pendulum
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG

SINCE = pendulum.datetime(2026, 1, 1, tz="UTC")

with DAG(
    "harbour",
    schedule=None,
    start_date=SINCE,
    tags=["gold"],
    doc_md="Calls of ships.",
    default_args={"owner": "pilots"},
):
    load = SQLExecuteQueryOperator(
        task_id="load_calls",
        conn_id="warehouse",
        sql=[
            "DELETE FROM port_calls",
            """INSERT INTO port_calls (call_id, ship, berth, tonnes)
               SELECT c.call_id, s.name AS ship, c.berth, c.tonnes FROM calls c JOIN ships s ON s.ship_id = c.ship_id""",
        ],
    )
    count = SQLExecuteQueryOperator(
        task_id="count_berths",
        conn_id="warehouse",
        sql="INSERT INTO berth_totals (berth, tonnes) SELECT berth, sum(tonnes) FROM port_calls GROUP BY berth",
    )
    load >> count

with DAG("wreck", schedule=None, start_date=SINCE):
    SQLExecuteQueryOperator(
        task_id="divide",
        conn_id="warehouse",
        sql="INSERT INTO berth_totals (berth, tonnes) SELECT berth, tonnes / 0 FROM port_calls",
    )
