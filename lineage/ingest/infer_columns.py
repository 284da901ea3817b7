"""Columns that the SQL of a job tells, where its producer sends none: read by a task of its own, never while events are applied.

What is written is a function of what is stored: the latest SQL facet of the job, the datasets it reads and writes now, and
their schemas. It holds from the latest of these, so that a later look at more stands over an earlier one; what a replay
runs over between two looks is not kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.database import Turn, rows, take_turns
from catalog.names import DATASET_SCHEME
from catalog.queries.members import groups_of
from lineage.answers import WarningKind
from lineage.ingest.apply_columns import Content, Key, contents_write
from lineage.ingest.spans import Span
from lineage.ingest.statement_queue import STATEMENTS
from lineage.ingest.tally import Tallies, tallies_write
from lineage.queries.dataset_sheets import columns_by_id
from lineage.sql_columns import KnownDataset, flows_read
from lineage.sql_statements import StatementUnread, dialect_known

# So few that a worker which ends meanwhile repeats little.
BATCH = 20
# Of a statement that stands as evidence.
STATEMENT_MAX = 2_000


def statements_pending(*, seconds: float = float("inf")) -> int:
    """Read the SQL of all jobs that wait in the queue; how many jobs."""
    return STATEMENTS.work_off(BATCH, statements_read, seconds=seconds)


@dataclass(slots=True)
class _Job:
    """A job with SQL: what it reads and writes now, and of which outputs nobody tells the columns."""

    id: int
    ref: str
    facet: dict[str, Any]
    order: tuple[datetime, int]
    source_id: int
    inputs: list[KnownDataset] = field(default_factory=list)
    outputs: list[KnownDataset] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    read_before: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        """Its SQL; empty when the facet has none, or was deleted."""
        query = self.facet.get("query")
        return query.strip() if isinstance(query, str) else ""


def statements_read(job_ids: Sequence[int]) -> None:
    """Read the SQL of these jobs and write the columns it tells; within a transaction."""
    spans: dict[Key, Span] = {}
    contents: dict[Key, Content] = {}
    unread: dict[int, Tallies] = defaultdict(Tallies)
    for job in _jobs(job_ids):
        for content in _read(job, unread[job.source_id]):
            key = (job.id, content.dataset_id, content.digest)
            spans[key] = Span(content.last[0], content.last, None, job.source_id)
            contents[key] = content
    # Parsing took its time; only now do the workers that apply events of these jobs wait.
    take_turns(Turn.JOBS, [key[0] for key in contents])
    contents_write(spans, contents)
    for source_id in sorted(unread):
        tallies_write(source_id, unread[source_id])


def _read(job: _Job, unread: Tallies) -> Iterator[Content]:
    """What flows into each output of which nobody tells; nothing into one of which earlier SQL told, and this does not."""
    outputs = [output for output in job.outputs if output.id not in job.told]
    found: dict[int, Any] = {}
    if job.text and job.inputs and outputs:
        dialect = job.facet.get("dialect")
        words = (dialect if isinstance(dialect, str) else None, *job.schemes)
        try:
            found = flows_read(job.text, dialect=dialect_known(*words), inputs=job.inputs, outputs=job.outputs)
        except StatementUnread as error:
            unread.add(WarningKind.UNREAD, f"SQL {error}", job.ref, {"producer": job.facet.get("_producer")})
    for output in outputs:
        flows = found.get(output.id) or set()
        if flows or output.id in job.read_before:
            yield Content.read(output.id, flows, job.order, job.text[:STATEMENT_MAX])


_FACETS = """
SELECT f.entity_id, CASE WHEN e.restricted THEN 'a restricted job' ELSE e.ref END, coalesce(f.body, '{}'),
  f.at, f.rank, f.source_id
FROM lineage_entityfacet f JOIN catalog_entity e ON e.id = f.entity_id
WHERE f.entity_id = ANY(%s) AND f.name = 'sql' ORDER BY 1
"""
_USES = """
SELECT e.target_id, e.source_id, false, e.last_seen_at FROM lineage_edgeevidence e
WHERE e.target_id = ANY(%(jobs)s) AND e.via_id IN (0, -e.target_id) AND e.superseded_at IS NULL
UNION ALL
SELECT e.source_id, e.target_id, true, e.last_seen_at FROM lineage_edgeevidence e
WHERE e.source_id = ANY(%(jobs)s) AND e.via_id IN (0, -e.source_id) AND e.superseded_at IS NULL
"""
_KNOWN = """
SELECT job_id, dataset_id, bool_or(statement IS NULL), bool_or(statement IS NOT NULL) FROM lineage_columnfacet
WHERE job_id = ANY(%s) GROUP BY 1, 2
"""


def _jobs(job_ids: Sequence[int]) -> list[_Job]:
    """Those of the jobs that have, or had, SQL."""
    jobs = {
        row[0]: _Job(row[0], row[1], row[2] if isinstance(row[2], dict) else {}, (row[3], row[4]), row[5])
        for row in rows(_FACETS, [list(job_ids)])
    }
    uses = rows(_USES, {"jobs": list(jobs)})
    datasets = _datasets({dataset_id for _, dataset_id, _, _ in uses})
    for job_id, dataset_id, is_output, seen_at in uses:
        if (known := datasets.get(dataset_id)) is None:
            continue
        job = jobs[job_id]
        side = job.outputs if is_output else job.inputs
        if known.dataset not in side:
            side.append(known.dataset)
        job.schemes += known.schemes
        job.order = max(job.order, (max(seen_at, known.shaped_at or seen_at), job.order[1]))
    for job_id, dataset_id, is_told, was_read in rows(_KNOWN, [list(jobs)]):
        jobs[job_id].told |= {dataset_id} if is_told else set()
        jobs[job_id].read_before |= {dataset_id} if was_read else set()
    return list(jobs.values())


@dataclass(frozen=True, slots=True)
class _Known:
    """A dataset, the schemes of its namespaces (`bigquery`, `s3`), and when its columns were last others."""

    dataset: KnownDataset
    schemes: tuple[str, ...]
    shaped_at: datetime | None


def _datasets(ids: set[int]) -> dict[int, _Known]:
    """With the names and columns of all that are one with them; what is no dataset is absent."""
    groups = {member: group for group in groups_of(ids).values() for member in group}
    members = sorted(groups)
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for entity_id, namespace, key in rows(
        "SELECT entity_id, namespace, key FROM catalog_alias WHERE entity_id = ANY(%s) AND scheme = %s ORDER BY id",
        [members, DATASET_SCHEME],
    ):
        names[entity_id].append((namespace, key))
    columns = columns_by_id(members)
    shaped: dict[int, datetime] = dict(
        rows(
            "SELECT dataset_id, max(first_at) FROM lineage_schemaversion WHERE dataset_id = ANY(%s) GROUP BY 1",
            [members],
        )
    )
    found = {}
    for entity_id in ids:
        group = [entity_id, *(member for member in groups[entity_id] if member != entity_id)]
        called = [name for member in group for name in names[member]]
        if called:
            listed = next((columns[member] for member in group if member in columns), [])
            known = KnownDataset(
                entity_id, tuple(name for _, name in called), tuple(column["path"] for column in listed)
            )
            times = [shaped[member] for member in group if member in shaped]
            schemes = tuple(namespace.partition(":")[0] for namespace, _ in called)
            found[entity_id] = _Known(known, schemes, max(times, default=None))
    return found
