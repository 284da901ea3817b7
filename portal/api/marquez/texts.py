"""Texts that name things: node ids and paths, where a namespace may hold the separator.

`dataset:postgres://db:5432:public.orders` does not say where the namespace ends, nor does the path
`namespaces/s3://lake/datasets/raw/orders`, since servers hand on paths with %2F decoded. So a text gives all its readings,
most likely first, and the question takes the first one whose name exists.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.errors import InvalidError
from catalog.names import DATASET_SCHEME, JOB_SCHEME, OpenLineageName
from lineage.queries.field_graph import FieldReading

SCHEMES = {"dataset": DATASET_SCHEME, "job": JOB_SCHEME}
NODE_FORMS = "dataset:NAMESPACE:NAME or job:NAMESPACE:NAME"
FIELD_FORMS = f"{NODE_FORMS} or datasetField:NAMESPACE:NAME:FIELD, each with #VERSION or without"
# A dataset path has few slashes; each reading is one name to look up.
READINGS_MAX = 200


@dataclass(frozen=True, slots=True)
class NodeText:
    """A node id: every way to split it, and the version behind `#`."""

    readings: tuple[FieldReading, ...]
    version: uuid.UUID | None


def node_names(text: str) -> tuple[OpenLineageName, ...]:
    """The names that a dataset or job id may mean. Namespaces that look like an address come first: most do."""
    word, colon, rest = text.partition(":")
    if not colon or word not in SCHEMES:
        raise InvalidError.of("nodeId", f"{text[:200]!r} is no node id; send {NODE_FORMS}")
    names = tuple(OpenLineageName(SCHEMES[word], space, name) for space, name in _splits(rest))
    if not names:
        raise InvalidError.of("nodeId", f"{text[:200]!r} has no name; send {NODE_FORMS}")
    return names


def node_fields(text: str) -> NodeText:
    """The datasets, jobs or columns that an id may mean, and the version; without one a `#` belongs to the name."""
    head, mark, tail = text.rpartition("#")
    version = _uuid(tail) if mark else None
    head = text if version is None else head
    word, _, rest = head.partition(":")
    if word in SCHEMES:
        return NodeText(tuple(FieldReading(owner=name) for name in node_names(head)), version)
    if word != "datasetField":
        raise InvalidError.of("nodeId", f"{text[:200]!r} is no node id; send {FIELD_FORMS}")
    readings = [
        FieldReading(owner=OpenLineageName(DATASET_SCHEME, space, name), field=field)
        for owner, field in _splits(rest)
        for space, name in _splits(owner)
    ]
    if not readings:
        raise InvalidError.of("nodeId", f"{text[:200]!r} has no column; send {FIELD_FORMS}")
    return NodeText(tuple(readings[:READINGS_MAX]), version)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _splits(text: str) -> list[tuple[str, str]]:
    """Both sides of each colon. One that begins `://` or a port is part of an address, so these come last; of the others
    the last one comes first where the text begins with an address, else the first."""
    places = [place for place, letter in enumerate(text) if letter == ":" and 0 < place < len(text) - 1]
    inside = [p for p in places if text.startswith("://", p) or text[p + 1].isdigit()]
    others = [p for p in places if p not in inside]
    return [(text[:p], text[p + 1 :]) for p in [*others, *inside]][:READINGS_MAX]


@dataclass(frozen=True, slots=True)
class PathReading:
    """One way to read a path below /namespaces/: what is asked, of which name, and the version at its end."""

    question: str
    namespace: str
    name: str = ""
    version: str = ""

    @property
    def alias(self) -> OpenLineageName:
        """The name of the dataset or job."""
        scheme = DATASET_SCHEME if self.question.startswith("dataset") else JOB_SCHEME
        return OpenLineageName(scheme, self.namespace, self.name)


_NOUNS = {"datasets": "dataset", "jobs": "job"}
# What a path of a dataset or a job may end in, longest first, with the question it asks.
_LISTS = {"dataset": ("versions",), "job": ("versions", "runs")}


def path_readings(path: str) -> tuple[PathReading, ...]:
    """What a path below /namespaces/ may ask, most likely first: the shortest namespace, then the longest ending."""
    found: list[PathReading] = []
    for plural, noun in _NOUNS.items():
        for place in _places(path, f"/{plural}/"):
            found += _named(noun, path[:place], path[place + len(plural) + 2 :])
    found.sort(key=lambda reading: len(reading.namespace))
    found += [
        PathReading(plural, path.removesuffix(f"/{plural}"))
        for plural in _NOUNS
        if path.endswith(f"/{plural}") and len(path) > len(plural) + 1
    ]
    return (*found[:READINGS_MAX], PathReading("namespace", path))


def _places(path: str, part: str) -> Iterator[int]:
    place = path.find(part, 1)
    while place > 0:
        yield place
        place = path.find(part, place + 1)


def _named(noun: str, namespace: str, rest: str) -> Iterator[PathReading]:
    if not rest:
        return
    for ending in _LISTS[noun]:
        head, mark, tail = rest.rpartition(f"/{ending}/")
        if mark and head and tail and ending == "versions":
            yield PathReading(f"{noun}-version", namespace, head, tail)
        if rest.endswith(f"/{ending}") and len(rest) > len(ending) + 1:
            yield PathReading(f"{noun}-{ending}", namespace, rest.removesuffix(f"/{ending}"))
    yield PathReading(noun, namespace, rest)
