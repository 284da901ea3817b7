"""Values that broke somebody's ingest once (threat T17), and events too big to be quick."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

MARK = "@the value@"
# JSON as it goes over the wire: some of these no library would write.
VALUES = (
    *('"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"', '"\\uffff"', '"\\ufeffx"', '"\\u202e"', '"\\u2028"'),
    *(
        '""',
        '" "',
        '"\\n"',
        '"\\t"',
        '"\\u0001\\u001b[31m"',
        '"\\\\"',
        '"\'; DROP TABLE lineage_run; --"',
        '"%s %(x)s {0}"',
    ),
    *('"<script>alert(1)</script>"', '"javascript:alert(1)"', '"=cmd()"', '"../../etc/passwd"', '"${jndi:ldap://x}"'),
    *(
        '"\U0001f98a"',
        '"e\\u0301"',
        '"\\u200b"',
        '"' + "\\u0301" * 500 + '"',
        '"' + "x" * 2048 + '"',
        '"' + "x" * 2049 + '"',
    ),
    *(
        '"' + "\U0001f98a" * 600 + '"',
        '"' + "x" * 1_000_000 + '"',
        "null",
        "true",
        "false",
        "[]",
        "{}",
        "[[]]",
        '{"":{}}',
    ),
    *("0", "-0", "1.5", "1e308", "1e999", "-1e999", "NaN", "Infinity", "9223372036854775807", "9223372036854775808"),
    *(
        "-9223372036854775809",
        "1" + "0" * 400,
        "1e-400",
        "[" * 199 + "]" * 199,
        "[" * 201 + "]" * 201,
        "[" * 5000 + "]" * 5000,
    ),
    *(
        '"0001-01-01T00:00:00Z"',
        '"9999-12-31T23:59:59.999999Z"',
        '"0000-00-00"',
        '"2026-02-30T00:00:00Z"',
        '"10000-01-01"',
    ),
    *(
        '"2026-01-01T00:00:60Z"',
        '"2026-01-01T00:00:00+25:00"',
        '"2026-01-01T00:00:00.123456789"',
        '"now"',
        "1767225600",
    ),
    *('{"a":1,"a":2}', '["\\u0000"]', '{"\\u0000":1}', '{"fields":[{"name":"\\u0000"}]}', "[null,null]"),
)
# Bodies that are no event at all.
BODIES = (
    *(
        b"",
        b"\xff\xfe",
        b"[",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"null",
        b"[]",
        b'"x"',
        b"1" * 5000,
        b"{}",
        b"\x1f\x8b",
    ),
)


def template() -> dict[str, Any]:
    """An event of its own run, without any poison."""
    return {
        "eventType": "COMPLETE",
        "eventTime": datetime.now(UTC).isoformat(),
        "producer": "https://example.org/poison",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json",
        "run": {"runId": str(uuid.uuid4()), "facets": {"errorMessage": {"message": "m"}, "nominalTime": {}}},
        "job": {"namespace": "values", "name": "load", "facets": {"documentation": {"description": "d"}}},
        "inputs": [{"namespace": "values", "name": "in", "facets": {}}],
        "outputs": [
            {"namespace": "values", "name": "out", "facets": {"schema": {"fields": [{"name": "c", "type": "t"}]}}}
        ],
    }


# Where a value is put: the way to a text of the event.
PLACES: tuple[tuple[str | int, ...], ...] = (
    ("eventType",),
    ("eventTime",),
    ("producer",),
    ("schemaURL",),
    ("run", "runId"),
    ("run", "facets", "errorMessage", "message"),
    ("run", "facets", "nominalTime", "nominalStartTime"),
    ("run", "facets", "unknown"),
    ("job", "namespace"),
    ("job", "name"),
    ("job", "facets", "documentation", "description"),
    ("inputs", 0, "namespace"),
    ("inputs", 0, "name"),
    ("inputs", 0, "facets", "symlinks"),
    ("outputs", 0, "facets", "schema", "fields", 0, "name"),
    ("outputs", 0, "facets", "schema", "fields", 0, "type"),
    ("outputs", 0, "facets", "columnLineage"),
    ("outputs", 0, "facets", "lifecycleStateChange"),
)


def bodies() -> Iterator[bytes]:
    """Every value at every place, then the bodies that are no event."""
    for place in PLACES:
        for value in VALUES:
            made = template()
            inner: Any = made
            for step in place[:-1]:
                inner = inner[step]
            inner[place[-1]] = MARK
            yield json.dumps(made).replace(f'"{MARK}"', value).encode("utf-8", "surrogatepass")
    yield from BODIES


def named(job: str) -> dict[str, Any]:
    """An event of a job, on datasets of its own."""
    made = template()
    made["job"]["name"], made["job"]["namespace"] = job, "poison"
    made["inputs"][0]["name"] = made["outputs"][0]["name"] = f"of {job}"
    return made


def giant(*, outputs: int, columns: int) -> dict[str, Any]:
    """An event whose size alone makes it slow: column lineage of many columns of many outputs, from two inputs each."""
    made = named("slow")
    names = [f"c{number}" for number in range(columns)]
    made["inputs"] = [{"namespace": "poison", "name": name, "facets": {}} for name in ("slow a", "slow b")]
    made["outputs"] = [
        {
            "namespace": "poison",
            "name": f"slow out {number}",
            "facets": {
                "schema": {"fields": [{"name": name, "type": "text"} for name in names]},
                "columnLineage": {
                    "fields": {
                        name: {
                            "inputFields": [
                                {"namespace": "poison", "name": source, "field": name}
                                for source in ("slow a", "slow b")
                            ]
                        }
                        for name in names
                    }
                },
            },
        }
        for number in range(outputs)
    ]
    return made
