"""One batch of events between the inbox and the tables: parsed, named, with its own view of time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from catalog.names import OpenLineageName
from lineage.column_facets import flow_sources
from lineage.control_flow import FACET as CONTROL_FLOW
from lineage.control_flow import dependencies_of
from lineage.explicit import Stated, stated_by
from lineage.fragments import found_once
from lineage.ingest.inbox import LeasedEvent
from lineage.openlineage import Event, ParentRun, named_beside, parent_of, parse_event, run_key, run_uid

# A producer whose clock is ahead keeps its event, but it counts for the moment it arrived (R11).
FUTURE_TOLERANCE = timedelta(hours=1)


@dataclass(slots=True)
class Observation:
    """One event ready to be applied; `time` is its own, or that of its arrival when its own is in the future."""

    event: Event
    inbox_id: int
    source_id: int
    time: datetime
    stated: Stated | None
    parent: ParentRun | None
    job_id: int = 0
    run_uid: uuid.UUID | None = None
    dataset_ids: list[int] = field(default_factory=list)

    @property
    def order(self) -> tuple[datetime, int]:
        """What `latest` means: greatest (time, rank of the event type)."""
        return (self.time, self.event.rank)


def observe(leased: LeasedEvent) -> Observation:
    """Parse one leased event; raises EventRefused when its identity is gone."""
    event = parse_event(leased.payload())
    late = event.time > leased.received_at + FUTURE_TOLERANCE
    return Observation(
        event=event,
        inbox_id=leased.id,
        source_id=leased.source_id,
        time=leased.received_at if late else event.time,
        stated=stated_by(event),
        parent=parent_of(event),
    )


def names_of(observation: Observation) -> set[OpenLineageName]:
    """Every dataset and job the event names: its own, its parent's and root's, the sources of its columns, other names, jobs
    that go before and after."""
    event = observation.event
    names = {use.name for use in event.datasets} | named_beside(event)
    if observation.stated is not None:
        names |= observation.stated.names
    for use in event.datasets:
        if use.output:
            sources = found_once(use.facets, "columnLineage", flow_sources)
            names.update(sources or ())
    if event.job is not None:
        names.add(event.job)
    names.update(dependency.job for dependency in dependencies_of(event.run_facets.get(CONTROL_FLOW)) or ())
    if observation.parent is not None:
        names.add(observation.parent.job)
    return names


def attach_ids(observation: Observation, ids: dict[OpenLineageName, int]) -> None:
    """Fill in the entity ids, and the id of the run. A JobEvent is a run of its own, made from its moment."""
    event = observation.event
    observation.dataset_ids = [ids[use.name] for use in event.datasets]
    if event.job is None:
        return
    observation.job_id = ids[event.job]
    if event.run_id is not None:
        observation.run_uid = run_uid(observation.job_id, run_key(event.run_id))
    else:
        observation.run_uid = run_uid(observation.job_id, run_key(design_run_id(observation)))


def design_run_id(observation: Observation) -> str:
    """The run id under which a JobEvent's inputs and outputs are kept."""
    return f"job-event {observation.time.isoformat()}"
