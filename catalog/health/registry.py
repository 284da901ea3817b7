"""The health checks that are installed, by name."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.health.check import HealthCheck
from catalog.plugins import Plugin, plugins

GROUP = "headwater.health_checks"
BUILTIN = (
    ("freshness.on_time", "lineage.checks.on_time:OnTime"),
    ("freshness.on_time_rate", "lineage.checks.on_time_rate:OnTimeRate"),
    ("freshness.slo", "lineage.checks.slo:Slo"),
    ("reliability.success_rate", "lineage.checks.success_rate:SuccessRate"),
    ("reliability.last_run", "lineage.checks.last_run:LastRun"),
    ("quality.tests", "lineage.checks.quality_tests:QualityTests"),
    ("upstream.condition", "lineage.checks.upstream:Upstream"),
    ("ownership.valid", "catalog.checks.owner_valid:OwnerValid"),
    ("ownership.undisputed", "catalog.checks.owner_undisputed:OwnerUndisputed"),
    ("ownership.confirmed", "catalog.checks.owner_confirmed:OwnerConfirmed"),
    ("documentation.description", "catalog.checks.description:Description"),
    ("documentation.columns", "lineage.checks.columns_described:ColumnsDescribed"),
    ("documentation.runbook", "catalog.checks.runbook:Runbook"),
)


def check_plugins() -> Mapping[str, Plugin]:
    """Every check that is installed, also those that could not be loaded."""
    return plugins(GROUP, BUILTIN)


def checks_installed() -> dict[str, type[HealthCheck]]:
    """The checks that can run, by name."""
    return {name: plugin.loaded for name, plugin in check_plugins().items() if plugin.loaded is not None}
