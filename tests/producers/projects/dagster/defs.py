"""Two assets with their columns, and a check."""

from __future__ import annotations

import dagster as dg

CALLS = dg.TableSchema(
    columns=[dg.TableColumn("call_id", "int"), dg.TableColumn("berth", "text"), dg.TableColumn("tonnes", "int")]
)
TOTALS = dg.TableSchema(columns=[dg.TableColumn("berth", "text"), dg.TableColumn("tonnes", "int")])


def from_calls(column: str) -> list[dg.TableColumnDep]:
    """The column of the other asset."""
    return [dg.TableColumnDep(asset_key=dg.AssetKey(["raw", "calls"]), column_name=column)]


@dg.asset(key_prefix="raw", owners=["team:pilots"], tags={"grade": "gold"}, description="Calls of ships.")
def calls() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"dagster/column_schema": CALLS, "dagster/row_count": 3})


@dg.asset(key_prefix="mart", deps=[calls])
def berth_totals() -> dg.MaterializeResult:
    lineage = dg.TableColumnLineage({name: from_calls(name) for name in ("berth", "tonnes")})
    return dg.MaterializeResult(metadata={"dagster/column_schema": TOTALS, "dagster/column_lineage": lineage})


@dg.asset_check(asset=berth_totals)
def no_empty_berth() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


defs = dg.Definitions(assets=[calls, berth_totals], asset_checks=[no_empty_berth])
