"""All producers, in the order in which they are run."""

from __future__ import annotations

from tests.producers import airflow, dagster, dbt, dlt, openlineage_python, sqlmesh

PRODUCERS = {
    producer.name: producer
    for module in (openlineage_python, dbt, airflow, dagster, dlt, sqlmesh)
    for producer in module.PRODUCERS
}
