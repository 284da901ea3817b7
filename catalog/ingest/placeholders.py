"""$text, $json and $yaml: an object with that one key, anywhere in a descriptor, stands for the content of another file.

As in Backstage: content is put in as it is, so nothing in it is a placeholder again; an object of several keys, other keys with
a $, and values that are no text are left alone. Limits (threat T16): what a descriptor takes in has to fit into a descriptor.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import orjson

from catalog.ingest.sanity import PayloadRefused, normalise
from catalog.yaml_guard import BYTES_MAX, NODES_MAX, YamlRefused, yaml_documents

COUNT_MAX = 100

Path = tuple[str | int, ...]


class PlaceholderError(Exception):
    """The content cannot be had or taken; the message goes on after the name of the file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def placeholders_fill(value: Any, read: Callable[[str], bytes]) -> tuple[Any, list[tuple[Path, str, str]]]:
    """The document with content in the place of its placeholders, and (path, code, message) of those that have none.

    `read` gives the bytes of a target as it is written, and raises PlaceholderError. The value itself is not changed.
    """
    places = list(islice(_places(value, ()), COUNT_MAX + 1)) if _may_hold(value) else []
    if not places:
        return value, []
    if len(places) > COUNT_MAX:
        message = f"is one of more than {COUNT_MAX} placeholders; accepted: up to {COUNT_MAX} in a descriptor"
        return value, [(places[-1][0], "placeholder.too_many", message)]
    filled, problems, left = copy.deepcopy(value), [], BYTES_MAX
    for path, key, target in places:
        try:
            data = read(target)
            left -= len(data)
            if left < 0:
                raise _too_big(f"more than {BYTES_MAX} bytes")
            _put(filled, path, _PARSERS[key](data))
        except PlaceholderError as error:
            problems.append((path, error.code, f"{key} {target[:200]!r} {error.message}"))
    if not problems and sum(1 for _ in islice(_nodes(filled), NODES_MAX + 1)) > NODES_MAX:
        refusal = _too_big(f"more than {NODES_MAX} values")
        return value, [(places[-1][0], refusal.code, refusal.message)]
    return filled, problems


def _too_big(what: str) -> PlaceholderError:
    return PlaceholderError(
        "placeholder.too_big", f"makes {what}; accepted: as much as in one file, over all placeholders"
    )


def is_placeholder(value: object) -> bool:
    """Whether a value stands for the content of another file."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((key, target),) = value.items()
    return key in _PARSERS and isinstance(target, str)


def _may_hold(value: Any) -> bool:
    """Whether any key begins with a $, which hardly ever is so: told without the paths of all values."""
    layer = [value]
    while layer:
        part = layer.pop()
        if isinstance(part, dict):
            if any(key.startswith("$") for key in part):
                return True
            layer += part.values()
        elif isinstance(part, list):
            layer += part
    return False


def _places(value: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    """(path, key, target) of every placeholder; the document itself is none."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))
    elif isinstance(value, dict):
        if path and is_placeholder(value):
            yield (path, *next(iter(value.items())))
        elif not any(key.startswith("$") for key in value):
            for key, item in value.items():
                yield from _places(item, (*path, key))


def _put(document: Any, path: Path, content: Any) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = content


def _nodes(value: Any) -> Iterator[None]:
    yield
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _nodes(item)


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise PlaceholderError("placeholder.refused", "is not UTF-8; accepted: UTF-8 text") from None
    if "\0" in text:
        raise PlaceholderError("placeholder.refused", "holds a NUL character; accepted: text without it")
    return text


def _json(data: bytes) -> Any:
    try:
        return normalise(orjson.loads(data))
    except orjson.JSONDecodeError as error:
        message = f"is not JSON: {error.msg} at line {error.lineno}"
    except PayloadRefused as error:
        message = f"is refused: {error}"
    raise PlaceholderError("placeholder.refused", message)


def _yaml(data: bytes) -> Any:
    values = []
    for document in yaml_documents(data):
        if isinstance(document, YamlRefused):
            raise PlaceholderError("placeholder.refused", f"is refused: {document}")
        values.append(document.value)
    if len(values) != 1:
        raise PlaceholderError("placeholder.refused", f"has {len(values)} documents; accepted: one")
    return values[0]


_PARSERS: dict[str, Callable[[bytes], Any]] = {"$text": _text, "$json": _json, "$yaml": _yaml}
