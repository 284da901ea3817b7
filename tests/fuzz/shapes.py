"""Bodies of POSTs to try the door of events with: events as producers send them, then bent, cut and spoiled.

Everything comes from one `random.Random`, so that hypothesis and a fuzzer can both drive it.
"""

from __future__ import annotations

import copy
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from tests.chaos.poison import VALUES

CANARY = "Zq7"
# Where a secret stands in plain sight; each holds CANARY and so is found again in what is stored.
SECRETS: tuple[Callable[[str], Any], ...] = (
    lambda s: {"password": s},
    lambda s: {"config": {"database.password": s, "user": "loader"}},
    lambda s: {"uri": f"postgresql://loader:{s}@db:5432/royalties"},
    lambda s: {"text": f"Authorization: Bearer {s}"},
    lambda s: {"query": f"CREATE USER loader IDENTIFIED BY '{s}'"},
    lambda s: {"inner": json.dumps({"api_key": s})},
    lambda s: [{"name": "API_TOKEN", "value": s}],
    lambda s: f"ghp_{s}",
)
NAMES = ("load", "royalties.payouts", "a/b", "orders", "\u00e9t\u00e9", " x ", "s3://b/k=1/d=2026-01-01", "x" * 300)
SPACES = ("scheduler", "postgres://db:5432", "s3://bucket", "file", "unknown://")
TIMES = ("2026-03-01T06:00:00Z", "2026-03-01T06:00:00", "2026-03-01T06:00:00.123456789+02:00", "0001-01-01T00:00:00Z")
TYPES = ("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER")
Dice = random.Random


def run_id(dice: Dice) -> str:
    """One of a few, so that events meet."""
    return str(uuid.UUID(int=dice.randrange(4))) if dice.random() < 0.9 else dice.choice(("", "manual__2026", "7"))


def named(dice: Dice) -> dict[str, Any]:
    """What has a namespace and a name."""
    return {"namespace": dice.choice(SPACES), "name": dice.choice(NAMES)}


def transformation(dice: Dice) -> dict[str, Any]:
    """How a column comes from another."""
    return {
        "type": dice.choice(("DIRECT", "INDIRECT")),
        "subtype": dice.choice(("IDENTITY", "FILTER", "")),
        "masking": True,
    }


def column_source(dice: Dice) -> dict[str, Any]:
    """A column that another one comes from."""
    return {**named(dice), "field": dice.choice("abc"), "transformations": [transformation(dice)]}


def field(dice: Dice, depth: int = 0) -> dict[str, Any]:
    """A column of a schema, perhaps with columns in it."""
    made: dict[str, Any] = {"name": dice.choice("abc"), "type": dice.choice(("int", "struct", "")), "description": "d"}
    if depth < 3 and dice.random() < 0.3:
        made["fields"] = [field(dice, depth + 1) for _ in range(dice.randrange(3))]
    return made


def fields_of(dice: Dice) -> dict[str, Any]:
    """Columns by name, each with those that it comes from."""
    return {name: {"inputFields": [column_source(dice) for _ in range(dice.randrange(3))]} for name in "ab"}


RUN_FACETS: dict[str, Callable[[Dice], Any]] = {
    "parent": lambda d: {
        "run": {"runId": run_id(d)},
        "job": named(d),
        "root": {"run": {"runId": run_id(d)}, "job": named(d)},
    },
    "parentRun": lambda d: {"run": {"runId": run_id(d)}, "job": named(d)},
    "nominalTime": lambda d: {"nominalStartTime": d.choice(TIMES), "nominalEndTime": d.choice(TIMES)},
    "errorMessage": lambda d: {"message": "broke", "programmingLanguage": "python", "stackTrace": "a\n b"},
    "processing_engine": lambda d: {"name": "spark", "version": "3.5", "openlineageAdapterVersion": "1"},
    "externalQuery": lambda d: {"externalQueryId": "q", "source": "s"},
    "environmentVariables": lambda d: {"environmentVariables": [{"name": "HOME", "value": "/"}]},
    "spark_properties": lambda d: {"properties": {"spark.app.name": "x"}},
    "airflow": lambda d: {"dag": {"dag_id": "d", "schedule_interval": "@daily"}, "task": {"task_id": "t", "args": [1]}},
    "tags": lambda d: {"tags": [{"key": "k", "value": "v", "source": "s"}]},
    "executionParameters": lambda d: {"parameters": [{"key": "k", "value": "v"}]},
    "jobDependencies": lambda d: {"upstream": [{"job": named(d)}], "downstream": []},
}
JOB_FACETS: dict[str, Callable[[Dice], Any]] = {
    "documentation": lambda d: {"description": "d"},
    "sql": lambda d: {"query": "select 1"},
    "sourceCode": lambda d: {"language": "python", "sourceCode": "x = 1"},
    "sourceCodeLocation": lambda d: {"type": "git", "url": "https://example.org/x", "path": "a.py", "version": "1"},
    "jobType": lambda d: {"processingType": "BATCH", "integration": "DBT", "jobType": "MODEL"},
    "ownership": lambda d: {"owners": [{"name": "team:a", "type": "OWNER"}]},
    "lineage": lambda d: {"inputs": [named(d)], "outputs": [named(d)]},
}
DATASET_FACETS: dict[str, Callable[[Dice], Any]] = {
    "schema": lambda d: {"fields": [field(d) for _ in range(d.randrange(4))]},
    "columnLineage": lambda d: {"fields": fields_of(d), "dataset": [column_source(d)]},
    "symlinks": lambda d: {"identifiers": [{**named(d), "type": d.choice(("TABLE", "LOCATION"))}]},
    "dataSource": lambda d: {"name": "db", "uri": "postgres://db:5432/x"},
    "version": lambda d: {"datasetVersion": "7"},
    "storage": lambda d: {"storageLayer": "iceberg", "fileFormat": "parquet"},
    "lifecycleStateChange": lambda d: {
        "lifecycleStateChange": d.choice(("CREATE", "DROP", "RENAME", "TRUNCATE")),
        "previousIdentifier": named(d),
    },
    "ownership": lambda d: {"owners": [{"name": "user:ada", "type": "OWNER"}]},
    "documentation": lambda d: {"description": "d"},
    "dataQualityAssertions": lambda d: {"assertions": [{"assertion": "not_null", "success": True, "column": "a"}]},
    "hierarchy": lambda d: {"hierarchy": [{"name": "db", "type": "DATABASE"}]},
    "datasetType": lambda d: {"datasetType": "TABLE", "subType": "x"},
}
IO_FACETS: dict[str, Callable[[Dice], Any]] = {
    "outputStatistics": lambda d: {"rowCount": d.randrange(10), "size": 5, "fileCount": 1},
    "inputStatistics": lambda d: {"rowCount": d.randrange(10), "size": 5},
    "dataQualityMetrics": lambda d: {"rowCount": 3, "bytes": 9, "columnMetrics": {"a": {"nullCount": 0, "min": 1.5}}},
    "dataQualityAssertions": lambda d: {"assertions": [{"assertion": "unique", "success": False, "severity": "warn"}]},
    "subset": lambda d: {"inputCondition": {"type": "compare", "left": {"type": "field"}, "comparison": "EQUAL"}},
    "icebergScanReport": lambda d: {"snapshotId": 1, "scanMetrics": {"totalPlanningDuration": 1}},
}


def facets(dice: Dice, known: dict[str, Callable[[Dice], Any]], most: int) -> dict[str, Any]:
    """Some of the facets."""
    chosen = dice.sample(sorted(known), dice.randrange(min(most, len(known)) + 1))
    return {name: {"_producer": "p", "_schemaURL": "u", **known[name](dice)} for name in chosen}


def dataset(dice: Dice) -> dict[str, Any]:
    """A dataset of an event."""
    io = dice.choice(("inputFacets", "outputFacets"))
    return {**named(dice), "facets": facets(dice, DATASET_FACETS, 4), io: facets(dice, IO_FACETS, 2)}


def event(dice: Dice) -> dict[str, Any]:
    """An event with which nothing is wrong, nearly always."""
    made: dict[str, Any] = {"eventTime": dice.choice(TIMES), "producer": "https://example.org/fuzz", "schemaURL": "u"}
    kind = dice.random()
    if kind < 0.1:
        return {**made, "dataset": {**named(dice), "facets": facets(dice, DATASET_FACETS, 4)}}
    made["job"] = {**named(dice), "facets": facets(dice, JOB_FACETS, 3)}
    made["inputs"] = [dataset(dice) for _ in range(dice.randrange(3))]
    made["outputs"] = [dataset(dice) for _ in range(dice.randrange(3))]
    if kind > 0.2:
        made |= {"eventType": dice.choice(TYPES), "run": {"runId": run_id(dice), "facets": facets(dice, RUN_FACETS, 4)}}
    return made


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a JSON value."""
    found: list[tuple[Any, Any]] = []
    todo = [value]
    while todo:
        inner = todo.pop()
        pairs = (
            list(inner.items())
            if isinstance(inner, dict)
            else list(enumerate(inner))
            if isinstance(inner, list)
            else ()
        )
        for key, child in pairs:
            found.append((inner, key))
            todo.append(child)
    return found


def bend(dice: Dice, value: Any) -> Any:
    """The value with one thing in it changed. It may stop being an event."""
    bent = copy.deepcopy(value)
    spots = places(bent)
    if not spots:
        return event(dice)
    holder, key = dice.choice(spots)
    other, other_key = dice.choice(spots)
    what = dice.randrange(7)
    if what == 0:
        del holder[key]
    elif what == 1:
        holder[key] = RawJson(dice.choice(VALUES))
    elif what == 2:
        holder[key] = copy.deepcopy(other[other_key])
    elif what == 3 and isinstance(holder, dict):
        holder[dice.choice(NAMES)] = holder.pop(key)
    elif what == 4:
        holder[key] = [holder[key]]
    elif what == 5 and isinstance(holder, dict):
        known = dice.choice((RUN_FACETS, JOB_FACETS, DATASET_FACETS, IO_FACETS))
        name = dice.choice(sorted(known))
        holder[name] = known[name](dice)
    else:
        holder[key] = dice.choice((None, True, "", "x", 0, -1, 1.5, [], {}, holder[key]))
    return bent


class RawJson(str):
    """A text of JSON that stands for itself: some of these no library would write."""


def written(value: Any) -> bytes:
    """JSON of a value, with what stands for itself in its place; UTF-8, though perhaps not a valid one."""
    raws: list[str] = []

    def plain(inner: Any) -> Any:
        if isinstance(inner, RawJson):
            raws.append(inner)
            return f"@raw {len(raws) - 1}@"
        if isinstance(inner, dict):
            return {key: plain(child) for key, child in inner.items()}
        return [plain(child) for child in inner] if isinstance(inner, list) else inner

    text = json.dumps(plain(value), ensure_ascii=False)
    for number, raw in enumerate(raws):
        text = text.replace(f'"@raw {number}@"', raw)
    return text.encode("utf-8", "surrogatepass")


def spoil(dice: Dice, raw: bytes) -> bytes:
    """The bytes with a few of them changed, cut out or said twice."""
    made = bytearray(raw)
    for _ in range(dice.randrange(1, 4)):
        at, length = dice.randrange(len(made) + 1), dice.randrange(1, 9)
        what = dice.randrange(3)
        if what == 0:
            made[at : at + length] = dice.randbytes(dice.randrange(3))
        elif what == 1:
            made[at:at] = made[at : at + length]
        else:
            del made[at : at + length]
    return bytes(made)


def planted(dice: Dice, value: Any) -> tuple[Any, str]:
    """The event with a secret in one of its facets, and the secret."""
    secret = CANARY + "".join(dice.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=33))
    holders = [
        value.get("run"),
        value.get("job"),
        value.get("dataset"),
        *value.get("inputs", ()),
        *value.get("outputs", ()),
    ]
    holder = dice.choice([one for one in holders if isinstance(one, dict)])
    holder.setdefault("facets", {})["planted"] = {"_producer": "p", "of": dice.choice(SECRETS)(secret)}
    return value, secret
