"""The `jobDependencies` facet of a run: which jobs have to go before its job, and which go after it. Pure.

That is the order in which work is done. It says nothing of data, so it never becomes an edge of lineage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.names import OpenLineageName
from lineage.granularity import job_named
from lineage.openlineage import listed

FACET = "jobDependencies"
_TEXT_MAX = 200
_JOBS_MAX = 1_000
# Of a dependency: the key it has in the facet, and in what is stored
_SAID = ("dependency_type", "sequence_trigger_rule", "status_trigger_rule")


@dataclass(frozen=True, slots=True)
class Dependency:
    """Another job that goes before (`is_upstream`) or after; `said` is the rest of what the facet says of the two."""

    job: OpenLineageName
    is_upstream: bool
    said: dict[str, str]


def dependencies_of(facet: object) -> list[Dependency] | None:
    """All that a facet names, at most 1,000 each way; none of a deleted one; None when there is no facet."""
    if not isinstance(facet, dict):
        return None
    if facet.get("_deleted"):
        return []
    return [*_listed(facet, "upstream"), *_listed(facet, "downstream")]


def _listed(facet: dict[str, Any], way: str) -> Iterator[Dependency]:
    for item in listed(facet.get(way))[:_JOBS_MAX]:
        job = item.get("job") if isinstance(item, dict) else None
        namespace, name = (job.get("namespace"), job.get("name")) if isinstance(job, dict) else (None, None)
        if not (isinstance(namespace, str) and namespace.strip() and isinstance(name, str) and name.strip()):
            continue
        run = item.get("run")
        said = {"run_id": run.get("runId") if isinstance(run, dict) else None} | {key: item.get(key) for key in _SAID}
        texts = {key: value[:_TEXT_MAX] for key, value in said.items() if isinstance(value, str) and value.strip()}
        yield Dependency(job_named(namespace, name), way == "upstream", texts)


def trigger_rule_of(facet: object) -> str | None:
    """Under which condition the job runs, by the states of the jobs before it."""
    rule = facet.get("trigger_rule") if isinstance(facet, dict) and not facet.get("_deleted") else None
    return rule[:_TEXT_MAX] if isinstance(rule, str) and rule.strip() else None
