"""What jobs say of themselves beside their data: the order in which they run, and facets in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.answers import EntityLink, doc


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDependency:
    """A job that goes before or after another one. That is control flow: it says nothing of data."""

    job: EntityLink = doc("The other job.")
    run_id: str | None = doc("OpenLineage run id of its run that was waited for, or started; null when not said.")
    type: str | None = doc("In the producer's words: DIRECT_INVOCATION, IMPLICIT_DEPENDENCY, ...; null when not said.")
    sequence_rule: str | None = doc("FINISH_TO_START, FINISH_TO_FINISH, START_TO_START, ...; null when not said.")
    status_rule: str | None = doc("EXECUTE_ON_SUCCESS, EXECUTE_EVERY_TIME, ...; null when not said.")
    told_by: EntityLink = doc("The job of the two whose runs say so.")
    first_seen_at: datetime = doc("First said.")
    last_seen_at: datetime = doc("Last said.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlFlow:
    """In which order a job runs among others (facet jobDependencies); never data lineage."""

    trigger_rule: str | None = doc(
        "When it runs, by the states of the jobs before: ALL_SUCCESS, ...; null when not said."
    )
    runs_after: tuple[JobDependency, ...] = doc("Jobs that go before it, as the latest facets say; at most 500.")
    runs_before: tuple[JobDependency, ...] = doc("Jobs that go after it; at most 500.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFacets:
    """What producers last said of a dataset or job, in their own words."""

    facets: dict[str, Any] = doc(
        "Its OpenLineage facets by name, the latest instance of each, schema and columnLineage aside; none without event.read."
    )
