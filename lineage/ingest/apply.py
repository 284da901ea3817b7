"""From the inbox to the tables: lease a batch, apply it in one transaction, halve it when it fails, park what cannot be.

Locks of the applying transaction, in this order: queue rows, turns on new names, turns on jobs, rows sorted by key table
by table, turns on what is folded and described. So workers wait but do not deadlock; should PostgreSQL choose a victim,
it is retried.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Sequence

from django.db import transaction

from catalog.database import Turn, planned_once, retrying, rows, take_turns
from catalog.ingest.identity import entities_ensure
from catalog.ingest.sources import sources_heartbeat
from catalog.ingest.stitch import stitch_pending
from catalog.names import OpenLineageName
from catalog.queues import OWNERSHIP
from lineage.ingest.alias_queue import aliases_ask
from lineage.ingest.apply_columns import columns_apply
from lineage.ingest.apply_control_flow import control_flow_apply
from lineage.ingest.apply_edges import edges_apply
from lineage.ingest.apply_ends import ends_record
from lineage.ingest.apply_facets import facets_apply, schemas_apply
from lineage.ingest.apply_lifecycle import lifecycle_apply
from lineage.ingest.apply_quality import quality_apply
from lineage.ingest.apply_run_facets import run_facets_apply
from lineage.ingest.apply_runs import runs_apply, runs_see
from lineage.ingest.apply_stated import dataset_sightings, run_edges_apply, stated_settle
from lineage.ingest.apply_symlinks import symlinks_apply
from lineage.ingest.batch import Observation, attach_ids, names_of, observe
from lineage.ingest.describe import entities_describe
from lineage.ingest.flight_recorder import Noting, recorder
from lineage.ingest.inbox import BATCH, Lease, LeasedEvent, events_lease, work_finish, work_release
from lineage.ingest.statement_queue import statements_ask
from lineage.openlineage import EventRefused

# So few in a batch are worth a wait for more: what a batch costs by itself is a fifth of it then.
FEW = 250
log = logging.getLogger(__name__)
# JSON from which on an event may take seconds.
LARGE_BYTES = 256 * 1024


@planned_once()
def inbox_drain(*, batch: int = BATCH, seconds: float = float("inf"), linger: float = 0.0) -> int:
    """Apply events until the queue has none to lease, or so much time has passed, and stitch; how many were applied.

    After a few events alone it lingers for so many seconds, so that more of them come together: a batch costs about as
    much as 50 events.
    """
    deadline = time.monotonic() + seconds
    applied = 0
    # In a stream without a gap there are always fresh events and other shards: what waits for another try, or stands in
    # the shard of a worker that is frozen, has every fourth turn.
    turns = itertools.cycle((True, False, False, False))
    while (lease := events_lease(batch, overlooked=next(turns))) is not None:
        applied += lease_apply(lease)
        stitch_pending()
        if time.monotonic() > deadline:
            break
        if len(lease.events) < FEW:
            time.sleep(linger)
    return applied


def lease_apply(lease: Lease) -> int:
    """Apply the events of one lease; how many were applied. Large ones take their time: each alone, after the others."""
    applied = _apply_halving(lease, _observed(lease, [event for event in lease.events if event.size <= LARGE_BYTES]))
    for event in lease.events:
        if event.size > LARGE_BYTES:
            applied += _apply_halving(lease, _observed(lease, [event]))
    return applied


def _observed(lease: Lease, events: Sequence[LeasedEvent]) -> list[tuple[LeasedEvent, Observation]]:
    observations: list[tuple[LeasedEvent, Observation]] = []
    recorder().begin(lease.id)
    for leased in Noting(events, lambda leased: leased.id):
        try:
            observations.append((leased, observe(leased)))
        except (EventRefused, ValueError) as error:
            work_release(lease, [leased], f"not an event: {error}", permanent=True)
    return observations


def _apply_halving(lease: Lease, items: Sequence[tuple[LeasedEvent, Observation]]) -> int:
    """All in one transaction; those that fail are isolated by halving."""
    if not items:
        return 0
    try:
        return retrying(lambda: events_apply(lease, [observation for _, observation in items]))
    except Exception as error:  # whatever an event does, it must not stop the others
        if len(items) == 1:
            log.exception("event %s could not be applied", items[0][0].id)
            work_release(lease, [items[0][0]], f"{type(error).__name__}: {error}")
            return 0
        half = len(items) // 2
        return _apply_halving(lease, items[:half]) + _apply_halving(lease, items[half:])


@transaction.atomic
def events_apply(lease: Lease, observations: Sequence[Observation]) -> int:
    """Apply observations whose lease still holds, all or none; how many.

    Not waited for is the disk: should the machine fail, the events are on the queue again together with what they made.
    """
    recorder().begin(lease.id)
    # What is planned while tables are empty stays right when they are full.
    rows("SELECT set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true)")
    held = work_finish(lease, [observation.inbox_id for observation in observations])
    observations = Noting([o for o in observations if o.inbox_id in held], lambda o: o.inbox_id)
    if not observations:
        return 0
    ids = _ensure_names(observations)
    for observation in observations:
        attach_ids(observation, ids)
    # Runs, direct edges and column facets are keyed by job: workers that meet on one take turns.
    take_turns(Turn.JOBS, [observation.job_id for observation in observations])
    applied = runs_apply(observations, ids)
    reshaped = schemas_apply(observations)
    told, column_jobs = columns_apply(observations, ids, run_facets_apply(observations, ids))
    told.update(dataset_sightings(observations, ids))
    new_stated = run_edges_apply(observations, ids)
    runs = runs_see(applied.runs)
    rewired = edges_apply(applied, runs, told, column_jobs, new_stated)
    changed = facets_apply(observations) | applied.related_jobs
    statements_ask((changed | rewired) & {o.job_id for o in observations if "sql" in o.event.job_facets}, reshaped)
    # No claim says who owns what, so that a description which stays the same would let nobody look again.
    OWNERSHIP.ask(changed & _naming_owners(observations))
    symlinks_apply(observations, ids)
    stated_settle(observations)
    _describe(observations, changed)
    quality_apply(observations)
    control_flow_apply(observations, ids)
    lifecycle_apply(observations, ids, runs)
    ends_record(runs, applied.completed_before)
    sources_heartbeat(observation.source_id for observation in observations)
    return len(observations)


def _ensure_names(observations: Sequence[Observation]) -> dict[OpenLineageName, int]:
    by_source: dict[int, set[OpenLineageName]] = {}
    for observation in observations:
        by_source.setdefault(observation.source_id, set()).update(names_of(observation))
    ids: dict[OpenLineageName, int] = {}
    for source_id in sorted(by_source):
        ids |= entities_ensure(by_source[source_id], source_id=source_id)
    return ids


def _naming_owners(observations: Sequence[Observation]) -> set[int]:
    """Jobs and datasets that come with an ownership facet."""
    found = {o.job_id for o in observations if "ownership" in o.event.job_facets}
    for observation in observations:
        uses = zip(observation.event.datasets, observation.dataset_ids, strict=True)
        found |= {dataset_id for use, dataset_id in uses if "ownership" in use.facets}
    return found


def _describe(observations: Sequence[Observation], changed: set[int]) -> None:
    """Claims of entities that are named for the first time, or whose facets or relations changed."""
    source_of: dict[int, int] = {}
    for observation in observations:
        for entity_id in (observation.job_id, *observation.dataset_ids):
            if entity_id:
                source_of[entity_id] = observation.source_id
    described = {
        (source_id, entity_id)
        for source_id, entity_id in rows(
            "SELECT source_id, entity_id FROM catalog_claim WHERE entity_id = ANY(%s)", [sorted(source_of)]
        )
    }
    parents = {
        entity_id: source_of.get(entity_id, observations[0].source_id)
        for entity_id in changed
        if entity_id not in source_of
    }
    first_seen = [e for e, s in source_of.items() if (s, e) not in described]
    if first_seen:
        aliases_ask(first_seen)
    wanted = {e: s for e, s in source_of.items() if e in changed or (s, e) not in described} | parents
    # A claim is made of facets that several jobs may send: whoever comes second sees what the first one stored.
    take_turns(Turn.DESCRIPTIONS, wanted)
    entities_describe(wanted)
