"""dataQualityAssertions facets to the latest result of each test. Writer of QualityTest.

A test is (dataset, its name or else the kind of assertion, column). Of its results the latest by (time, event type)
stands; of two at one instant the worse one, so that order never matters.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from catalog.database import rows
from catalog.queues import HEALTH
from lineage.ingest.batch import Observation
from lineage.openlineage import digest_uuid

FACET = "dataQualityAssertions"
TEXT_MAX = 500
_SEVERITIES = {"warn": "warn", "warning": "warn", "error": "error"}
_NO_RUN = uuid.UUID(int=0)
TestKey = tuple[int, uuid.UUID]


def quality_apply(observations: Sequence[Observation]) -> None:
    """Store the newest results of the batch, and ask for the health of the datasets they are about."""
    latest: dict[TestKey, tuple[tuple[Any, ...], list[Any]]] = {}
    for observation in observations:
        for key, order, row in _results(observation):
            if key not in latest or order > latest[key][0]:
                latest[key] = order, row
    if not latest:
        return
    columns = zip(*(latest[key][1] for key in sorted(latest)), strict=True)
    touched = rows(_UPSERT, [list(column) for column in columns])
    HEALTH.ask(dataset_id for (dataset_id,) in touched)


_UPSERT = """
INSERT INTO lineage_qualitytest AS t
  (dataset_id, digest, assertion, column_path, severity, success, at, rank, run_id, source_id)
SELECT * FROM unnest(%s::int[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::timestamptz[],
  %s::smallint[], %s::uuid[], %s::int[])
ON CONFLICT (dataset_id, digest) DO UPDATE SET
  severity = excluded.severity, success = excluded.success, at = excluded.at, rank = excluded.rank,
  run_id = excluded.run_id, source_id = excluded.source_id
WHERE (excluded.at, excluded.rank, NOT excluded.success, coalesce(excluded.severity, ''),
    coalesce(excluded.run_id, '00000000-0000-0000-0000-000000000000'))
  > (t.at, t.rank, NOT t.success, coalesce(t.severity, ''), coalesce(t.run_id, '00000000-0000-0000-0000-000000000000'))
RETURNING dataset_id
"""


def _results(observation: Observation) -> Iterable[tuple[TestKey, tuple[Any, ...], list[Any]]]:
    """(key, order, row) of every result in an event: test runs put them on inputs, others on what they wrote."""
    time, rank, run = observation.time, observation.event.rank, observation.run_uid
    for use, dataset_id in zip(observation.event.datasets, observation.dataset_ids, strict=True):
        for facet in (use.facets.get(FACET), use.io_facets.get(FACET)):
            for test, column, severity, success in _assertions(facet):
                digest = digest_uuid("test", test, column or "")
                order = (time, rank, not success, severity or "", run or _NO_RUN)
                row = [dataset_id, digest, test, column, severity, success, time, rank, run, observation.source_id]
                yield (dataset_id, digest), order, row


def _assertions(facet: object) -> Iterable[tuple[str, str | None, str | None, bool]]:
    """(test, column, severity, success) of each well-formed entry."""
    entries = facet.get("assertions") if isinstance(facet, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        test, success = _text(entry.get("name")) or _text(entry.get("assertion")), entry.get("success")
        if test and isinstance(success, bool):
            severity = _SEVERITIES.get(str(entry.get("severity")).lower())
            yield test, _text(entry.get("column")), severity, success


def _text(value: object) -> str | None:
    return value[:TEXT_MAX] if isinstance(value, str) and value else None
