"""Sends an instance of every facet class that the installed openlineage-python has, found by looking into its modules.

Three runs: `full` with every field, `bare` with the required ones alone, `old` with the classes of the older module
`openlineage.client.facet`; lineage facets, which would hide the other ways to say it, go in events of their own. What
was sent is written to the file named on the command line, as JSON.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import sys
import types
import typing
import uuid
from enum import Enum

import attr
from openlineage.client import OpenLineageClient, event_v2, facet, generated, run
from openlineage.client.generated import base
from openlineage.client.serde import Serde

NAMESPACE, STORE = "harbour", "postgres://quay:5432"
TIMES = {"START": "2026-03-01T06:00:00Z", "FAIL": "2026-03-01T06:05:00Z", "COMPLETE": "2026-03-01T06:05:00Z"}
DEEP = 3
# Keys that are not the class name with a small first letter.
KEYS = {
    "SQL": "sql",
    "Datasource": "dataSource",
    "ProcessingEngine": "processing_engine",
    "DatasetVersion": "version",
    "InputSubset": "subset",
    "OutputSubset": "subset",
}
# Texts that mean something; all others are `Class.field`.
WORDS = {
    "processingType": "BATCH",
    "datasetType": "VIEW",
    "SchemaDatasetFacetFields.name": "call_id",
    "SchemaField.name": "call_id",
    "TagsDatasetFacetFields.field": "call_id",
    "Transformation.type": "DIRECT",
    "LineageTransformation.type": "DIRECT",
    "Owner.name": "team:pilots",
    "Owner.type": "owner",
    "Assertion.severity": "error",
}


def facet_classes(module):
    """The facet classes that a module defines itself."""
    for _, found in inspect.getmembers(module, inspect.isclass):
        is_facet = issubclass(found, (base.BaseFacet, facet.BaseFacet)) and found.__name__.endswith("Facet")
        if is_facet and found.__module__ == module.__name__ and found is not facet.BaseFacet:
            yield found


def current_classes():
    """Those of all modules that hold what is made from the specification."""
    for info in pkgutil.iter_modules(generated.__path__):
        module = importlib.import_module(f"{generated.__name__}.{info.name}")
        if module is not base:
            yield from facet_classes(module)


def place_of(cls):
    """(side, key): run, job, dataset, input or output, and the name under which it is sent."""
    stem, kind = re.fullmatch(r"(.+?)(Run|Job|InputDataset|OutputDataset|Dataset)Facet", cls.__name__).groups()
    side = kind.removesuffix("Dataset").lower() or "dataset"
    if issubclass(cls, base.InputDatasetFacet):
        side = "input"
    return side, KEYS.get(stem, stem[0].lower() + stem[1:])


def text(owner, name, style):
    """A text for a field."""
    if name == "namespace":
        return NAMESPACE if "Job" in owner or owner == "ParentRunFacet" else STORE
    if name == "runId":
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{owner} {style}"))
    if re.search("Time|Date|Updated", name):
        return "2026-03-01T00:00:00Z"
    if name.lower().endswith(("url", "uri")):
        return f"https://example.org/{owner}/{name}"
    word = WORDS.get(f"{'Owner' if 'Owner' in owner else owner}.{name}") or WORDS.get(name)
    return word or f"{style}.{owner}.{name}"


def value(kind, owner, name, style, depth):
    """A value of a type."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        wanted = [part for part in parts if part is not types.NoneType]
        if len(wanted) < len(parts) and depth > DEEP:
            return None
        return value(wanted[-1 if depth > DEEP else 0], owner, name, style, depth)
    if origin is typing.ClassVar:
        return value(parts[0], owner, name, style, depth)
    if origin is typing.Literal:
        return parts[0]
    if origin is list:
        return [value(parts[0], owner, name, style, depth)]
    if origin is dict:
        if owner == "ParentRunFacet":  # of the older module: dictionaries of no type
            return {"runId": text(owner, "runId", style)} if name == "run" else job_name(owner, style)
        return {"call_id": value(parts[1], owner, name, style, depth)}
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    if attr.has(kind):
        return instance(kind, style, depth + 1)
    return {bool: True, int: 3, float: 2.5}.get(kind) or text(owner, name, style)


def job_name(owner, style):
    """A name as a dictionary."""
    return {name: text(owner, name, style) for name in ("namespace", "name")}


def instance(cls, style, depth=0):
    """An instance of a class; `bare` has what it cannot do without."""
    hints = typing.get_type_hints(cls)
    given = {}
    for field in attr.fields(cls):
        is_optional = field.default is not attr.NOTHING
        has_word = isinstance(field.default, str)
        if not field.init or field.name.startswith("_") or has_word or (style == "bare" and is_optional):
            continue
        found = value(hints[field.name], cls.__name__, field.name, style, depth)
        if found is not None:
            given[field.name] = found
    return cls(**given)


def send_run(client, events, style, classes):
    """A run of two events, all facets on the second one, which is a failure; and what went out of it."""
    facets = {side: {} for side in ("run", "job", "dataset", "input", "output")}
    for cls in classes:
        side, key = place_of(cls)
        facets[side][key] = instance(cls, style)
    run_id = str(uuid.uuid5(uuid.NAMESPACE_OID, style))
    source, target = (f"{style}_in", f"{style}_out")
    job = events.Job(namespace=NAMESPACE, name=style)
    client.emit(make(events, "START", events.Run(runId=run_id), job, [], []))
    event = make(
        events,
        "FAIL",
        events.Run(runId=run_id, facets=facets["run"]),
        events.Job(namespace=NAMESPACE, name=style, facets=facets["job"]),
        [events.InputDataset(namespace=STORE, name=source, inputFacets=facets["input"])],
        [events.OutputDataset(namespace=STORE, name=target, facets=facets["dataset"], outputFacets=facets["output"])],
    )
    client.emit(event)
    sent = json.loads(Serde.to_json(event))
    return {
        "run": sent["run"]["facets"],
        "job": sent["job"]["facets"],
        "dataset": sent["outputs"][0]["facets"],
        "input": sent["inputs"][0]["inputFacets"],
        "output": sent["outputs"][0]["outputFacets"],
    }


def make(events, kind, of_run, job, inputs, outputs):
    """A run event of either generation of classes."""
    state = events.RunState[kind]
    return events.RunEvent(
        eventType=state,
        eventTime=TIMES[kind],
        run=of_run,
        job=job,
        inputs=inputs,
        outputs=outputs,
        producer="https://example.org/send",
    )


def send_stated(client, classes):
    """Explicit lineage: of a job in a JobEvent, of a dataset in a DatasetEvent."""
    sent = {}
    for cls in classes:
        side, key = place_of(cls)
        facets = {key: instance(cls, "stated")}
        if side == "job":
            job = event_v2.Job(namespace=NAMESPACE, name="stated", facets=facets)
            event = event_v2.JobEvent(eventTime=TIMES["FAIL"], job=job)
        else:
            dataset = event_v2.StaticDataset(namespace=STORE, name="stated_out", facets=facets)
            event = event_v2.DatasetEvent(eventTime=TIMES["FAIL"], dataset=dataset)
        client.emit(event)
        sent[side] = json.loads(Serde.to_json(event))[side]["facets"]
    return sent


def main(report):
    """Send all of it; OPENLINEAGE_URL and OPENLINEAGE_API_KEY say where to."""
    client = OpenLineageClient()
    classes = list(current_classes())
    stated = [cls for cls in classes if place_of(cls)[1] == "lineage"]
    others = [cls for cls in classes if cls not in stated]
    old = list(facet_classes(facet))
    sent = {
        "full": send_run(client, event_v2, "full", others),
        "bare": send_run(client, event_v2, "bare", others),
        "old": send_run(client, run, "old", old),
        "stated": send_stated(client, stated),
    }
    client.close()
    with open(report, "w") as file:
        json.dump({"facets": sent, "classes": len(classes) + len(old)}, file)


if __name__ == "__main__":
    main(sys.argv[1])
