"""Which jobs go before and after which, as the runs say. Writer of JobOrder and JobDependency.

A facet is atomic: the latest of a job counts, whichever run carried it; those of one instant count together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson

from catalog.database import execute, records, recordset
from catalog.names import OpenLineageName
from lineage.control_flow import FACET, dependencies_of, trigger_rule_of
from lineage.ingest.batch import Observation

_ORDER = {"job_id": "int", "at": "timestamptz", "trigger_rule": "text", "source_id": "int"}
_DEPENDENCY = {
    "job_id": "int",
    "other_id": "int",
    "is_upstream": "boolean",
    "first_at": "timestamptz",
    "last_at": "timestamptz",
    "said": "text",
    "source_id": "int",
}

_LATER = (
    '(excluded.last_at, excluded.said COLLATE "C", excluded.source_id) > (d.last_at, d.said COLLATE "C", d.source_id)'
)


def control_flow_apply(observations: Sequence[Observation], ids: dict[OpenLineageName, int]) -> None:
    """Merge what the batch says. Needs the turns of the jobs."""
    orders: dict[int, tuple[datetime, str, int]] = {}
    first: dict[tuple[int, int, bool], datetime] = {}
    last: dict[tuple[int, int, bool], tuple[datetime, str, int]] = {}
    for observation in observations:
        if FACET not in observation.event.run_facets:
            continue
        facet, job_id = observation.event.run_facets[FACET], observation.job_id
        told = (observation.time, trigger_rule_of(facet) or "", observation.source_id)
        orders[job_id] = max(orders.get(job_id, told), told)
        for dependency in dependencies_of(facet) or ():
            key = (job_id, ids[dependency.job], dependency.is_upstream)
            if key[1] == job_id:
                continue
            said = orjson.dumps(dependency.said, option=orjson.OPT_SORT_KEYS).decode()
            first[key] = min(first.get(key, observation.time), observation.time)
            last[key] = max(last.get(key, (observation.time, "", 0)), (observation.time, said, observation.source_id))
    if not orders:
        return
    execute(
        f"""
        INSERT INTO lineage_joborder AS o ({", ".join(_ORDER)}) SELECT * FROM {recordset(_ORDER)}
        ON CONFLICT (job_id) DO UPDATE SET at = excluded.at, trigger_rule = excluded.trigger_rule, source_id = excluded.source_id
        WHERE (excluded.at, excluded.trigger_rule COLLATE "C", excluded.source_id)
          > (o.at, o.trigger_rule COLLATE "C", o.source_id)
        """,
        records(_ORDER, ((job_id, *orders[job_id]) for job_id in sorted(orders))),
    )
    execute(
        f"""
        INSERT INTO lineage_jobdependency AS d ({", ".join(_DEPENDENCY)}) SELECT * FROM {recordset(_DEPENDENCY)}
        ON CONFLICT (job_id, other_id, is_upstream) DO UPDATE SET
          first_at = least(d.first_at, excluded.first_at),
          last_at = greatest(d.last_at, excluded.last_at),
          said = CASE WHEN {_LATER} THEN excluded.said ELSE d.said END,
          source_id = CASE WHEN {_LATER} THEN excluded.source_id ELSE d.source_id END
        """,
        records(_DEPENDENCY, ((*key, first[key], *last[key]) for key in sorted(last))),
    )
