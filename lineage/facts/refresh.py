"""Runs to facts: outcomes, arrivals and cadence of each job that ran and of each dataset that was written.

Writer of RunFacts. The facts are a pure function of the stored runs, whatever the order in which their events came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from catalog.answers import FreshnessState
from catalog.database import Row, Turn, execute, rows, take_turns
from catalog.queries.members import members_of
from catalog.queues import HEALTH
from lineage.cadence import Cadence, cadence_of
from lineage.facts.gone import gone_refresh
from lineage.facts.queue import RUN_FACTS
from lineage.openlineage import RANK

BATCH = 500
SUCCESS = RANK["COMPLETE"]
ERROR_MAX = 300
CLASS_MAX = 80


def facts_pending(*, seconds: float = float("inf")) -> int:
    """Make the facts of all that waits in the queue; how many entities."""
    return RUN_FACTS.work_off(BATCH, facts_refresh, seconds=seconds)


def facts_refresh(entity_ids: Sequence[int]) -> None:
    """Make the facts of these entities anew, and ask for their health; within a transaction. Merged ones have theirs
    together, at the one that stands for all."""
    # Whoever comes second reads the runs that the first one may not have seen.
    heads, members = members_of(entity_ids)
    take_turns(Turn.RUN_FACTS, [*heads, *entity_ids])
    found = rows(_READ, [heads, members])
    if found:
        columns = zip(*(_facts(row) for row in found), strict=True)
        execute(_UPSERT, [list(column) for column in columns])
    gone_refresh(heads, members)
    merged = sorted(set(members).difference(heads))
    if merged:
        execute("DELETE FROM lineage_runfacts WHERE entity_id = ANY(%s)", [merged])
    HEALTH.ask(heads)


# Finished runs of a job, and of those that wrote a dataset. The last 30 count for outcomes, those of 56 days before the
# last one for arrivals; never more than 500, or a job that runs every minute would cost more than all others. LIMIT 1
# keeps the planner from joining all runs there are.
_COLUMNS = "r.id, r.source_id, r.state, r.ended_at, r.nominal_start_at, r.error"
_OF_JOB = "FROM lineage_run r WHERE r.job_id = asked.id AND r.state >= 3 AND NOT r.is_design"
_JOB_ORDER = "ORDER BY r.first_event_at DESC, r.id"
_OF_DATASET = "FROM lineage_rundataset d WHERE d.dataset_id = asked.id AND d.output"
_DATASET_ORDER = "ORDER BY d.seen_at DESC, d.run_id"
_FINISHED = (
    f"CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM lineage_run r WHERE r.id = d.run_id AND r.job_id = d.job_id "
    "AND r.state >= 3 AND NOT r.is_design LIMIT 1) r"
)
# A data interval arrives once: a run counts when no later interval has arrived before it. Filling in the past, or
# running it again, brings nothing new. A start that lies behind the run's end is no interval but an error.
_READ = f"""
WITH asked AS (SELECT * FROM unnest(%s::int[], %s::int[]) AS a(head, id)),
run AS (
  SELECT asked.head AS entity_id, found.* FROM asked CROSS JOIN LATERAL (
    (SELECT {_COLUMNS} {_OF_JOB} {_JOB_ORDER} LIMIT 30)
    UNION ALL
    (SELECT {_COLUMNS} {_OF_JOB} AND r.first_event_at >= (SELECT max(r.first_event_at) {_OF_JOB}) - interval '56 days'
      {_JOB_ORDER} OFFSET 30 LIMIT 470)
    UNION ALL
    SELECT r.* FROM (
      (SELECT d.run_id, d.job_id {_OF_DATASET} {_DATASET_ORDER} LIMIT 30)
      UNION ALL
      (SELECT d.run_id, d.job_id {_OF_DATASET} AND d.seen_at >= (SELECT max(d.seen_at) {_OF_DATASET}) - interval '56 days'
        {_DATASET_ORDER} OFFSET 30 LIMIT 470)
    ) d {_FINISHED}
  ) found
),
dated AS (
  SELECT DISTINCT *, least(ended_at, now()) AS at, CASE WHEN nominal_start_at <= ended_at THEN nominal_start_at END AS interval_at
  FROM run
),
placed AS (
  SELECT *, row_number() OVER (PARTITION BY entity_id ORDER BY ended_at DESC, id) AS place,
    max(interval_at) FILTER (WHERE state = 3) OVER (PARTITION BY entity_id ORDER BY ended_at, interval_at, id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest
  FROM dated
)
SELECT entity_id,
  min(source_id) FILTER (WHERE place = 1), min(ended_at) FILTER (WHERE place = 1),
  (array_agg(id) FILTER (WHERE place = 1))[1],
  array_agg(state ORDER BY place) FILTER (WHERE place <= 30),
  array_agg(split_part(error, E'\\n', 1) ORDER BY place) FILTER (WHERE place <= 30),
  coalesce((array_agg(at ORDER BY place) FILTER (
    WHERE state = 3 AND (interval_at IS NULL OR newest IS NULL OR interval_at > newest)))[1:100], '{{}}')
FROM placed GROUP BY entity_id ORDER BY entity_id
"""
# PostgreSQL's unnest takes arrays of arrays apart, so those two travel as text.
_TYPES = {
    "entity_id": "int",
    "source_id": "int",
    "last_state": "smallint",
    "last_ended_at": "timestamptz",
    "last_run_id": "uuid",
    "last_error": "text",
    "frequent_error": "text",
    "outcomes": "text",
    "arrivals": "text",
    "sample_count": "int",
    "period_seconds": "float8",
    "irregularity": "float8",
    "expected_at": "timestamptz",
    "deadline_at": "timestamptz",
    "on_time_share": "float8",
}
_CASTS = {"outcomes": "::smallint[]", "arrivals": "::timestamptz[]"}
_UPSERT = f"""
INSERT INTO lineage_runfacts ({", ".join(_TYPES)}, computed_at)
SELECT {", ".join(name + _CASTS.get(name, "") for name in _TYPES)}, now()
FROM unnest({", ".join(f"%s::{kind}[]" for kind in _TYPES.values())}) AS made({", ".join(_TYPES)})
ON CONFLICT (entity_id) DO UPDATE SET
  {", ".join(f"{name} = excluded.{name}" for name in [*_TYPES, "computed_at"] if name != "entity_id")}
"""


def _facts(row: Row) -> Row:
    """A row of RunFacts, in the order of _TYPES."""
    entity_id, source_id, ended_at, run_id, outcomes, errors, arrivals = row
    cadence = cadence_of(arrivals, arrivals[0]) if arrivals else Cadence(state=FreshnessState.UNKNOWN)
    return (
        entity_id,
        source_id,
        outcomes[0],
        ended_at,
        run_id,
        errors[0][:ERROR_MAX] if outcomes[0] != SUCCESS and errors[0] else None,
        _frequent_error(outcomes, errors),
        _array(map(str, outcomes)),
        _array(at.isoformat() for at in arrivals),
        cadence.sample_count,
        cadence.period.total_seconds() if cadence.period else None,
        cadence.irregularity,
        cadence.expected_at,
        cadence.deadline_at,
        cadence.on_time_share,
    )


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(texts) + "}"


def _frequent_error(outcomes: Sequence[int], errors: Sequence[str | None]) -> str | None:
    """What most failures have before the first colon (`TimeoutError: ...`); of equals the latest."""
    classes = Counter(
        error.partition(":")[0].strip()[:CLASS_MAX]
        for state, error in zip(outcomes, errors, strict=True)
        if state != SUCCESS and error
    )
    return max(classes, key=classes.__getitem__, default=None)
