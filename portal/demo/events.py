"""The demo's runs as OpenLineage events: 60 days of history, and a live feed that goes on from there.

Every event is a `RunEvent` of openlineage-python and has passed its validators. Schemas stand in every
COMPLETE event (a break is known to the run); column lineage, documentation, SQL and code location in each
run of the last two days and every tenth before, which keeps a first start under 25,000 events of about 2
KB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, RunEvent, RunState
from openlineage.client.event_v2 import Run as EventRun
from openlineage.client.serde import Serde

from portal.demo import facets
from portal.demo.columns import Column
from portal.demo.estate import Dataset, Estate, choice, estate
from portal.demo.schedule import LONGEST_RUN, Run, anchor_of, runs

_WHOLE_FOR = timedelta(days=2)


def history(now: datetime, days: int = 60) -> Iterator[dict[str, Any]]:
    """Events of the last `days` days up to the full hour before `now`, in the order of their times.

    The same for every `now` of one hour. `days` from 1 to 365.
    """
    anchor = anchor_of(now)
    return _events(anchor, anchor - timedelta(days=days), anchor - timedelta(days=days), anchor)


def live(now: datetime, since: datetime) -> Iterator[dict[str, Any]]:
    """Events after `since` up to `now`, in the order of their times: two or three a minute.

    Call it first with the full hour the history ended at, then with the `now` of the call before.
    """
    return _events(anchor_of(now), since - LONGEST_RUN, since + timedelta(microseconds=1), now)


def _events(anchor: datetime, due_since: datetime, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    writer = _Writer(estate(), anchor)
    moments = []
    for run in runs(writer.estate, anchor, due_since, until):
        ended = RunState.FAIL if run.error else RunState.COMPLETE
        for order, (time, state) in enumerate(((run.start, RunState.START), (run.end, ended))):
            if time is not None and since <= time <= until:
                moments.append((time, order, run.run_id, state, run))
    moments.sort(key=lambda moment: moment[:3])
    return (writer.event(run, state, time) for time, _, _, state, run in moments)


class _Writer:
    def __init__(self, estate: Estate, anchor: datetime) -> None:
        self.estate = estate
        self._anchor = anchor
        midnight = anchor.replace(hour=0)
        self._breaks = {
            i.dataset: (midnight - timedelta(days=i.facts["days"]), i.facts) for i in estate.incidents_of("schema")
        }
        self._right_owners = {i.dataset: i.facts["right"] for i in estate.incidents_of("wrong_owner")}

    def event(self, run: Run, state: RunState, time: datetime) -> dict[str, Any]:
        """One event as the client's Serde writes it, with its facets put in."""
        namespace, name = run.pipeline.namespace, run.job.name if run.job else run.pipeline.name
        inputs, outputs = self._datasets(run)
        event = RunEvent(
            eventType=state,
            eventTime=time.isoformat(),
            run=EventRun(runId=str(run.run_id)),
            job=Job(namespace=namespace, name=name),
            inputs=[InputDataset(namespace=d.namespace, name=d.openlineage_name) for d in inputs],
            outputs=[OutputDataset(namespace=d.namespace, name=d.openlineage_name) for d in outputs],
            producer=facets.PRODUCER,
        )
        payload: dict[str, Any] = Serde.to_dict(event)
        payload["run"]["facets"] = self._run_facets(run, state)
        payload["job"]["facets"] = self._job_facets(run, inputs, outputs)
        if state is RunState.COMPLETE:
            is_whole = self._is_whole(run)
            for item, dataset in zip(payload["inputs"], inputs, strict=True):
                item["facets"] = self._input_facets(dataset) if is_whole else {}
            for item, dataset in zip(payload["outputs"], outputs, strict=True):
                item["facets"] = self._output_facets(dataset, inputs, run, is_whole)
                item["outputFacets"] = {"outputStatistics": facets.statistics(self.estate, dataset, run)}
        return payload

    def _datasets(self, run: Run) -> tuple[tuple[Dataset, ...], tuple[Dataset, ...]]:
        if run.job is None:
            return (), ()
        return self._keyed(run.job.reads), self._keyed(run.job.writes)

    def _keyed(self, keys: Iterable[str]) -> tuple[Dataset, ...]:
        return tuple(self.estate.datasets[key] for key in keys)

    def _is_whole(self, run: Run) -> bool:
        name = run.job.name if run.job else run.pipeline.name
        is_recent = self._anchor - run.due < _WHOLE_FOR and run.pipeline.schedule.unit != "minutes"
        return is_recent or choice(self.estate.seed, name, run.due, "whole") < 1000

    def _run_facets(self, run: Run, state: RunState) -> dict[str, Any]:
        found = {"nominalTime": facets.nominal_time(run)}
        if run.parent_id:
            found["parent"] = facets.parent(run)
        if state is RunState.FAIL and run.error:
            found["errorMessage"] = facets.error(run.error)
        return found

    def _job_facets(self, run: Run, inputs: tuple[Dataset, ...], outputs: tuple[Dataset, ...]) -> dict[str, Any]:
        engine = run.pipeline.engine
        if run.job is None:
            return {"jobType": facets.job_type(engine, "PIPELINE")}
        found = {"jobType": facets.job_type(engine, "TASK")}
        if self._is_whole(run):
            version = facets.code_version(self.estate, run)
            found["sourceCodeLocation"] = facets.source_code(run.pipeline.domain, run.job.name, version)
            found["sql"] = facets.sql(run.job, outputs, inputs)
        return found

    def _input_facets(self, dataset: Dataset) -> dict[str, Any]:
        """Only of what no job of ours writes; the others describe themselves as outputs."""
        if dataset.layer or not dataset.columns:
            return {}
        return {"schema": facets.schema(dataset.columns)}

    def _output_facets(self, dataset: Dataset, inputs: tuple[Dataset, ...], run: Run, is_whole: bool) -> dict[str, Any]:
        columns = self.columns_at(dataset, run.due)
        found = {"schema": facets.schema(columns)} if columns else {}
        if is_whole:
            found["documentation"] = facets.documentation(dataset.description)
            lineage = facets.column_lineage(dataset, columns, inputs)
            if lineage:
                found["columnLineage"] = lineage
            if dataset.key in self._right_owners:
                found["ownership"] = facets.ownership(self._right_owners[dataset.key])
        return found

    def columns_at(self, dataset: Dataset, time: datetime) -> tuple[Column, ...]:
        """The schema at a time: before a break, the old one."""
        change, facts = self._breaks.get(dataset.key, (time, {}))
        if time >= change:
            return dataset.columns
        if "dropped" in facts:
            return (*dataset.columns, Column(facts["dropped"], "NUMERIC", "Rate of the old feed"))
        return tuple(
            Column(c.name, facts["before"], c.description) if c.name == facts["column"] else c for c in dataset.columns
        )
