"""Query strings to arguments. Input objects are dotted paths, lists are split at commas (`\\,` keeps one); an unknown key
is refused, never ignored (docs/questions.md, rule 3)."""

from __future__ import annotations

import re
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson
from django.http import HttpRequest, QueryDict

from catalog.errors import InvalidError
from catalog.words import Word

_COMMA = re.compile(r"(?<!\\),")
# More than any input object needs; what is deeper is told so before its own limit is looked at.
DEPTH_MAX = 10


class Arguments:
    """The arguments of one request; `done` refuses keys that nobody asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._given: QueryDict = request.GET
        self._read: set[str] = set()

    def text(self, name: str, *, required: bool = False) -> str | None:
        """One text; None when absent."""
        self._read.add(name)
        values = self._given.getlist(name)
        if len(values) > 1:
            raise InvalidError.of(name, "is given more than once")
        if not values or (values[0] == "" and not required):
            if required:
                raise InvalidError.of(name, "is missing")
            return None
        return str(values[0])

    def must(self, name: str) -> str:
        """One text that has to be there."""
        found = self.text(name, required=True)
        assert found is not None
        return found

    def number(self, name: str, default: int | None = None) -> Any:
        """A whole number."""
        found = self.text(name)
        return default if found is None else convert(int, found, name)

    def flag(self, name: str) -> bool | None:
        """true or false; None when absent."""
        found = self.text(name)
        return None if found is None else bool(convert(bool, found, name))

    def time(self, name: str) -> datetime | None:
        """An RFC 3339 instant with an offset."""
        found = self.text(name)
        return None if found is None else convert(datetime, found, name)

    def must_time(self, name: str) -> datetime:
        """An instant that has to be there."""
        found = self.time(name)
        if found is None:
            raise InvalidError.of(name, "is missing")
        return found

    def word(self, name: str, kind: type[Word], default: Any = None) -> Any:
        """One of a list of words."""
        found = self.text(name)
        return default if found is None else convert(kind, found, name)

    def many(self, name: str, kind: type = str) -> tuple[Any, ...] | None:
        """A list split at commas; None when absent."""
        found = self.text(name)
        return None if found is None else tuple(convert(kind, part, name) for part in split(found))

    def object(self, name: str, cls: type) -> Any:
        """An input object, by dotted paths or as JSON, never both."""
        dotted = {key: self._given[key] for key in self._given if key.startswith(f"{name}.")}
        self._read.update(dotted)
        whole = self.text(name)
        if whole is not None and dotted:
            raise InvalidError.of(name, "is given as JSON and as dotted paths; use one of them")
        if whole is not None:
            try:
                return from_json(cls, orjson.loads(whole), name)
            except orjson.JSONDecodeError as error:
                raise InvalidError.of(name, f"is not JSON: {error}") from error
        tree: dict[str, Any] = {}
        for key, value in dotted.items():
            at = tree
            *parents, leaf = key.split(".")[1:]
            for part in parents:
                at = at.setdefault(part, {})
                if not isinstance(at, dict):
                    raise InvalidError.of(key, "contradicts another key")
            at[leaf] = value
        return from_json(cls, tree, name) if tree else None

    def done(self) -> None:
        """Refuse keys that were not read."""
        unknown = sorted(set(self._given) - self._read)
        if unknown:
            raise InvalidError.of(unknown[0], f"is unknown here; known are {', '.join(sorted(self._read))}")


def split(text: str) -> list[str]:
    """Parts between commas; `\\,` is a comma inside a part."""
    return [part.replace("\\,", ",") for part in _COMMA.split(text)]


def convert(kind: Any, value: Any, path: str) -> Any:
    """A text or JSON value as a type of an input object; raises InvalidError with the path and what is accepted."""
    if isinstance(kind, type) and issubclass(kind, Word):
        try:
            return kind(str(value).lower())
        except ValueError:
            raise InvalidError.of(path, f"{value!r} is unknown; known are {', '.join(kind)}") from None
    if kind is bool:
        return _boolean(value, path)
    try:
        if kind is int:
            return int(str(value))
        if kind is datetime:
            time = datetime.fromisoformat(str(value))
            if time.tzinfo is None:
                raise ValueError
            return time
    except ValueError:
        wanted = "a whole number" if kind is int else "an RFC 3339 time with an offset, such as 2026-01-31T06:00:00Z"
        raise InvalidError.of(path, f"{value!r} is not {wanted}") from None
    if not isinstance(value, str):
        raise InvalidError.of(path, "must be a text")
    return value


def _boolean(value: Any, path: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    text = str(value).lower()
    if text not in known:
        raise InvalidError.of(path, f"{value!r} is not true or false")
    return known[text]


def from_json(cls: type, given: Any, path: str) -> Any:
    """An input object from a JSON object; lists may also be texts with commas."""
    if not isinstance(given, dict):
        raise InvalidError.of(path or "body", "must be an object")
    if path.count(".") > DEPTH_MAX:
        raise InvalidError.of(path, f"is nested deeper than {DEPTH_MAX} levels")
    hints = get_type_hints(cls)
    names = {field.name.rstrip("_"): field.name for field in fields(cls)}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in names:
            raise InvalidError.of(f"{path}.{key}" if path else key, f"is unknown; known are {', '.join(sorted(names))}")
        if value is not None:
            values[names[key]] = _member(hints[names[key]], value, f"{path}.{key}" if path else key)
    for field in fields(cls):
        if field.name not in values and field.default is MISSING and field.default_factory is MISSING:
            raise InvalidError.of(f"{path}.{field.name}" if path else field.name, "is missing")
    return cls(**values)


def _member(annotation: Any, value: Any, path: str) -> Any:
    if get_origin(annotation) in {Union, types.UnionType}:
        annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        items = split(value) if isinstance(value, str) else value
        if not isinstance(items, list):
            raise InvalidError.of(path, "must be a list")
        return tuple(_member(inner, item, f"{path}[{index}]") for index, item in enumerate(items))
    if is_dataclass(annotation):
        return from_json(annotation, value, path)  # type: ignore[arg-type]
    return convert(annotation, value, path)
