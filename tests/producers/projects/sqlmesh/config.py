"""SQLMesh on DuckDB."""

from __future__ import annotations

import sqlmesh_openlineage
from sqlmesh.core.config import Config, DuckDBConnectionConfig, GatewayConfig, ModelDefaultsConfig

sqlmesh_openlineage.install(namespace="harbour-sqlmesh")
config = Config(
    gateways={"local": GatewayConfig(connection=DuckDBConnectionConfig(database="harbour.duckdb"))},
    default_gateway="local",
    model_defaults=ModelDefaultsConfig(dialect="duckdb", start="2026-01-01"),
    disable_anonymized_analytics=True,
)
