"""What is wrong with entities: now by the facts of their runs and their health, at an instant of the past by their runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from catalog.database import rows
from catalog.queries.members import members_of
from lineage.answers import CauseSign
from lineage.cadence import OVERDUE, cadence_of
from lineage.openlineage import RANK

OWN_LOSS_MIN = 0.4
_SUCCESS = RANK["COMPLETE"]
_RUNS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Condition:
    """Of something of whose runs something is known: what is wrong, None when nothing is, and since when."""

    sign: CauseSign | None = None
    since: datetime | None = None


def conditions_now(entity_ids: Sequence[int]) -> dict[int, Condition]:
    """The condition of each entity that has a finished run."""
    found = rows(
        "SELECT f.entity_id, f.last_state, h.freshness, coalesce(h.expected_by, f.deadline_at), "
        "h.own_loss, h.since FROM lineage_runfacts f LEFT JOIN catalog_healthstate h USING (entity_id) "
        "WHERE f.entity_id = ANY(%s)",
        [list(entity_ids)],
    )
    failed = _failing_since([row[0] for row in found if row[1] != _SUCCESS], None)
    conditions = {}
    for entity_id, state, freshness, deadline_at, own_loss, since in found:
        if state != _SUCCESS:
            conditions[entity_id] = failed.get(entity_id) or Condition(CauseSign.FAILED)
        elif freshness in OVERDUE:
            conditions[entity_id] = Condition(CauseSign.LATE, deadline_at)
        else:
            is_unhealthy = own_loss is not None and own_loss >= OWN_LOSS_MIN
            conditions[entity_id] = Condition(CauseSign.UNHEALTHY, since) if is_unhealthy else Condition()
    return conditions


def conditions_at(entity_ids: Sequence[int], at: datetime) -> dict[int, Condition]:
    """The same by the runs that had ended at an instant: whether the last one failed, and whether the next was overdue by
    the cadence of the arrivals until then, of the last 100 that are kept."""
    failed = _failing_since(entity_ids, at)
    conditions = dict(failed)
    for entity_id, arrivals in rows(
        "SELECT entity_id, arrivals FROM lineage_runfacts WHERE entity_id = ANY(%s)", [list(entity_ids)]
    ):
        due = cadence_of(arrivals, at).due
        if due is not None and due.state_at(at) in OVERDUE and failed.get(entity_id, Condition()).sign is None:
            conditions[entity_id] = Condition(CauseSign.LATE, due.deadline_at)
    return conditions


def _failing_since(entity_ids: Iterable[int], at: datetime | None) -> dict[int, Condition]:
    """Of each entity with a finished run (ended until `at`): FAILED since the first of the failures in a row, or nothing."""
    heads, members = members_of(entity_ids)
    found = rows(
        f"""
        SELECT k.head, array_agg(k.state ORDER BY k.ended_at DESC, k.id), array_agg(k.ended_at ORDER BY k.ended_at DESC, k.id)
        FROM (
          SELECT m.head, r.id, r.state, r.ended_at
          FROM unnest(%(heads)s::int[], %(members)s::int[]) AS m(head, id) CROSS JOIN LATERAL (
            (SELECT id, state, ended_at FROM lineage_run WHERE job_id = m.id AND state >= {_SUCCESS} AND NOT is_design
              AND (%(at)s::timestamptz IS NULL OR ended_at <= %(at)s) ORDER BY first_event_at DESC, id LIMIT %(most)s)
            UNION ALL
            SELECT r.id, r.state, r.ended_at FROM (
              SELECT run_id, job_id FROM lineage_rundataset WHERE dataset_id = m.id AND output
                AND (%(at)s::timestamptz IS NULL OR seen_at <= %(at)s) ORDER BY seen_at DESC, run_id LIMIT %(most)s
            ) d CROSS JOIN LATERAL (SELECT id, state, ended_at FROM lineage_run r WHERE r.id = d.run_id
              AND r.job_id = d.job_id AND state >= {_SUCCESS} AND NOT is_design
              AND (%(at)s::timestamptz IS NULL OR ended_at <= %(at)s) LIMIT 1) r
          ) r
        ) k GROUP BY k.head
        """,
        {"heads": heads, "members": members, "at": at, "most": _RUNS_LOOKED_AT},
    )
    conditions = {}
    for head, states, ends in found:
        failures = len(list(takewhile(lambda state: state != _SUCCESS, states)))
        conditions[head] = Condition(CauseSign.FAILED, ends[failures - 1]) if failures else Condition()
    return conditions
