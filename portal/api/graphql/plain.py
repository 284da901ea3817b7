"""Plain parts of answers are written out at once, not field by field through the executor, which takes ten times as long.

A part is plain where its selection has nothing but fields that the answer carries: no arguments, no deep fields. What is not, and
what would be an error, goes the executor's own way, so that answers and errors are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
)
from graphql.pyutils import Path

from portal.api.graphql.cells import Cell
from portal.api.graphql.node import type_of_answer
from portal.api.graphql.shapes import DateTime

# An answer, or what a field of it holds, to what is sent.
_Write = Callable[[Any], Any]
_AS_THEY_ARE = {"String": str, "ID": str, "Ref": str, "Boolean": bool, "BigInt": int}
_INT = range(-(2**31), 2**31)


class _NotPlainError(Exception):
    """The executor has to do it."""


class PlainContext(ExecutionContext):
    """Executes one operation."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._writers: dict[tuple[str, int], _Write | None] = {}

    def complete_list_value(
        self,
        return_type: GraphQLList[Any],
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> Any:
        """A list of answers."""
        if isinstance(result, list) and result and all(type(item) is Cell for item in result):
            try:
                write = self._writer(_bare(return_type.of_type), field_nodes)
                return [write(item.value) for item in result]
            except _NotPlainError:
                pass
        return super().complete_list_value(return_type, field_nodes, info, path, result)

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> Any:
        """One answer."""
        if type(result) is Cell:
            try:
                return self._writer(return_type, field_nodes)(result.value)
            except _NotPlainError:
                pass
        return super().complete_object_value(return_type, field_nodes, info, path, result)

    def _writer(self, kind: Any, nodes: list[FieldNode]) -> _Write:
        """How a value of this type is written under this selection; found out once for an operation."""
        key = (kind.name, id(nodes[0]))
        if key not in self._writers:
            try:
                self._writers[key] = self._made(kind, nodes)
            except _NotPlainError:
                self._writers[key] = None
        write = self._writers[key]
        if write is None:
            raise _NotPlainError
        return write

    def _made(self, kind: Any, nodes: list[FieldNode]) -> _Write:
        if isinstance(kind, GraphQLInterfaceType):
            return self._by_kind(kind, nodes)
        if not isinstance(kind, GraphQLObjectType):
            raise _NotPlainError
        attributes: dict[str, str] = {}
        writes: dict[str, _Write] = {}
        as_they_are: dict[str, frozenset[type]] = {}
        for key, below in self.collect_subfields(kind, nodes).items():
            name = below[0].name.value
            if name == "__typename":
                attributes[key], writes[key] = "__class__", lambda _: kind.name
                continue
            attributes[key] = _plain_attribute(kind.fields.get(name), below)
            types = _sent_as_they_are(kind.fields[name].type)
            if types:
                as_they_are[key] = types
            else:
                writes[key] = self._field(kind.fields[name].type, below)
        return _object_writer(attributes, writes, as_they_are)

    def _by_kind(self, kind: GraphQLInterfaceType, nodes: list[FieldNode]) -> _Write:
        """Each value as the type that it is of."""

        def write(value: Any) -> Any:
            found = self.schema.get_type(type_of_answer(value)._meta.name)
            return self._writer(found, nodes)(value)

        return write

    def _field(self, kind: Any, nodes: list[FieldNode]) -> _Write:
        if isinstance(kind, GraphQLNonNull):
            return _never_null(self._field(kind.of_type, nodes))
        if isinstance(kind, GraphQLList):
            item = self._field(kind.of_type, nodes)
            return lambda value: None if value is None else [item(one) for one in value]
        if isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)):
            write = self._writer(kind, nodes)
            return lambda value: None if value is None else write(value)
        return _leaf(kind)


def _object_writer(
    attributes: dict[str, str], writes: dict[str, _Write], as_they_are: dict[str, frozenset[type]]
) -> _Write:
    """Writes an answer: by key its attributes, what is done with some, and the types that others may have.

    All attributes are read in one call, and which types they have is looked at once for each combination: an object costs a
    microsecond or two, not one for each field.
    """
    read: Callable[[Any], tuple[Any, ...]] = attrgetter(*attributes.values())
    if len(attributes) == 1:
        single = read
        read = lambda value: (single(value),)  # noqa: E731  # attrgetter gives a tuple for several alone
    known: set[tuple[type, ...]] = set()

    def write(value: Any) -> Any:
        values = read(value)
        types = tuple(map(type, values))
        if types not in known:
            if not all(types[i] in as_they_are[key] for i, key in enumerate(attributes) if key in as_they_are):
                raise _NotPlainError
            known.add(types)
        answer = dict(zip(attributes, values, strict=True))
        for key, written in writes.items():
            answer[key] = written(answer[key])
        return answer

    return write


def _sent_as_they_are(kind: Any) -> frozenset[type]:
    """Types of which a value of a GraphQL type is sent as it is; none where it has to be looked at."""
    bare = _bare(kind)
    own = _AS_THEY_ARE.get(getattr(bare, "name", ""))
    if own is None:
        return frozenset()
    return frozenset({own}) if bare is not kind else frozenset({own, type(None)})


def _bare(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def _plain_attribute(field: GraphQLField | None, nodes: list[FieldNode]) -> str:
    """The attribute that a field shows as it is."""
    attribute = getattr(getattr(field, "resolve", None), "plain", None)
    if attribute is None or any(node.arguments for node in nodes):
        raise _NotPlainError
    return str(attribute)


def _never_null(write: _Write) -> _Write:
    def written(value: Any) -> Any:
        if value is None:
            raise _NotPlainError
        return write(value)

    return written


def _leaf(kind: Any) -> _Write:
    """Numbers, texts, times and words; what has not the type it should have is left to the executor to refuse."""
    if isinstance(kind, GraphQLEnumType):
        names = {member.value: name for name, member in kind.values.items()}
        names |= {getattr(value, "value", value): name for value, name in list(names.items())}
        return lambda value: None if value is None else _known(names, value)
    if kind.name == "DateTime":
        return _instant
    if kind.name == "Int":
        return _int
    wanted = _AS_THEY_ARE.get(kind.name)
    serialize = kind.serialize
    if wanted is None:
        return lambda value: None if value is None else serialize(value)

    def as_it_is(value: Any) -> Any:
        if value is None or type(value) is wanted:
            return value
        raise _NotPlainError

    return as_it_is


def _int(value: Any) -> Any:
    if value is None or (type(value) is int and value in _INT):
        return value
    raise _NotPlainError


def _known(names: dict[Any, str], value: Any) -> str:
    try:
        return names[value]
    except KeyError:
        raise _NotPlainError from None


def _instant(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is not UTC:
        return DateTime.serialize(value)
    return f"{value.isoformat(timespec='microseconds')[:-6]}Z"
