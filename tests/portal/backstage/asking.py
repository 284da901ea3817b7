"""A small estate, and how the tests ask for it as Backstage's clients do."""

from __future__ import annotations

from urllib.parse import urlencode

from tests import estate as e
from tests.builders import descriptor, files_source, sync

NAMES = ["alpha", "beta", "delta", "epsilon", "gamma"]


def fill(folder):
    tables = [
        descriptor(
            "Resource",
            name,
            tags=["gold"] if i % 2 else ["silver", "gold"],
            annotations={"example.com/dotted.key": name},
            spec={"type": "table" if i else "view", "owner": f"team-{i % 2}"},
        )
        for i, name in enumerate(NAMES)
    ]
    app = descriptor(
        "Component",
        "App",
        spec={"type": "service", "lifecycle": "production", "owner": "team-0", "dependsOn": ["resource:alpha"]},
    )
    e.write(folder, "a.yaml", *tables, app)
    sync(files_source(folder))


def names(answer):
    assert answer.status_code == 200, answer.content
    return [item["metadata"]["name"] for item in answer.json()["items"]]


def query(door, **params):
    params = {"orderField": "metadata.name,asc", **params}
    return door.backstage(f"/entities/by-query?{urlencode(params, doseq=True)}")
