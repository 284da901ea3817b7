"""What forecasts are made of: arrivals, cadences, promises and how long runs take, by database id. Times are seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from catalog.database import rows
from lineage.forecast import Landing, Step, lags_of, step_of
from lineage.openlineage import RANK
from lineage.promises import ANNOTATION, promise_of

ARRIVALS_MAX = 60
_RUNS_MAX = 30


@dataclass(frozen=True, slots=True)
class Known:
    """Arrivals, oldest first; when the next one is due and overdue, and how far arrivals are from when they are due."""

    arrivals: tuple[float, ...] = ()
    expected: float | None = None
    deadline: float | None = None
    spread: float = 0.0

    @property
    def due(self) -> Landing | None:
        """Its own next arrival by its cadence."""
        return None if self.expected is None else Landing(self.expected, self.spread)


NOTHING = Known()


def instant(seconds: float) -> datetime:
    """Seconds since 1970 as an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def known_of(entity_ids: Collection[int]) -> dict[int, Known]:
    """The facts of those that have some. Read as numbers: 60,000 instants would take most of a second to make."""
    found = rows(
        "SELECT entity_id, ARRAY(SELECT extract(epoch FROM at)::float8 FROM unnest(arrivals[1:%s]) AS at ORDER BY 1), "
        "extract(epoch FROM expected_at)::float8, extract(epoch FROM deadline_at)::float8, irregularity * period_seconds "
        "FROM lineage_runfacts WHERE entity_id = ANY(%s)",
        [ARRIVALS_MAX, sorted(entity_ids)],
    )
    return {
        entity_id: Known(tuple(arrivals), expected, deadline, spread or 0.0)
        for entity_id, arrivals, expected, deadline, spread in found
    }


def run_seconds(entity_ids: Collection[int]) -> dict[int, list[float]]:
    """How long the last 30 runs of each job took that ended well; those of datasets have none."""
    found: dict[int, list[float]] = defaultdict(list)
    for job_id, seconds in rows(
        "SELECT a.id, extract(epoch FROM r.ended_at - r.started_at)::float8 FROM unnest(%s::int[]) AS a(id) "
        "CROSS JOIN LATERAL (SELECT started_at, ended_at FROM lineage_run WHERE job_id = a.id AND state = %s "
        "AND NOT is_design ORDER BY first_event_at DESC, id LIMIT %s) r WHERE r.ended_at >= r.started_at",
        [sorted(entity_ids), RANK["COMPLETE"], _RUNS_MAX],
    ):
        found[job_id].append(seconds)
    return found


def steps_of(
    edges: Iterable[tuple[int, int]], known: Mapping[int, Known], runs: Mapping[int, Sequence[float]]
) -> dict[tuple[int, int], Step]:
    """The steps of those edges that enough is known of."""
    steps = {}
    for source, target in edges:
        lags = lags_of(known.get(source, NOTHING).arrivals, known.get(target, NOTHING).arrivals)
        step = step_of(lags, runs.get(target, ()))
        if step is not None:
            steps[source, target] = step
    return steps


def promises_among(entity_ids: Collection[int]) -> dict[int, timedelta]:
    """What is promised of these; promises that cannot be read are none."""
    return {entity_id: within for entity_id, text in promise_texts(entity_ids).items() if (within := promise_of(text))}


def promise_texts(entity_ids: Collection[int]) -> dict[int, str]:
    """The promises of those that have one, as their descriptors say it."""
    return dict(
        rows(
            "SELECT entity_id, descriptor #>> ARRAY['metadata', 'annotations', %s] FROM catalog_entitydocument "
            "WHERE entity_id = ANY(%s) AND descriptor #>> ARRAY['metadata', 'annotations', %s] IS NOT NULL",
            [ANNOTATION, sorted(entity_ids), ANNOTATION],
        )
    )
