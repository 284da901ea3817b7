"""Graphene types made from the frozen answers: one dataclass, one type, with the same texts.

Three factories: `object_type`, `input_type`, `connection_type`. Names are those of the answers; a card drops its suffix.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import graphene
from graphql import GraphQLError
from graphql.language import ast

from catalog.errors import InvalidError
from catalog.words import Word


class DateTime(graphene.Scalar):
    """RFC 3339 instant; answers are UTC with Z and microseconds, inputs may have any offset but must have one."""

    @staticmethod
    def serialize(value: datetime) -> str:
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    @staticmethod
    def parse_value(value: Any) -> datetime:
        try:
            time = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise GraphQLError(f"{value!r} is no RFC 3339 time") from None
        if time.tzinfo is None:
            raise GraphQLError(f"{value!r} has no offset; write 2026-01-31T06:00:00Z")
        return time

    @classmethod
    def parse_literal(cls, node: ast.Node, _variables: Any = None) -> datetime:
        if not isinstance(node, ast.StringValueNode):
            raise GraphQLError("a time must be a string")
        return cls.parse_value(node.value)


class _Text(graphene.Scalar):
    @staticmethod
    def serialize(value: Any) -> str:
        return str(value)

    @staticmethod
    def parse_value(value: Any) -> str:
        if not isinstance(value, str):
            raise GraphQLError(f"{value!r} must be a text")
        return value

    @classmethod
    def parse_literal(cls, node: ast.Node, _variables: Any = None) -> str:
        if not isinstance(node, ast.StringValueNode):
            raise GraphQLError("must be a string")
        return node.value


class Ref(_Text):
    """Entity reference `kind:namespace/name`; compared lower-cased."""


class Cursor(_Text):
    """Opaque, signed position in one list; bound to its question, arguments and viewer, for 24 hours."""


class JSON(graphene.Scalar):
    """Any JSON value."""

    @staticmethod
    def serialize(value: Any) -> Any:
        return value

    @staticmethod
    def parse_value(value: Any) -> Any:
        return value


class BigInt(graphene.Scalar):
    """Whole number up to 2^63."""

    @staticmethod
    def serialize(value: Any) -> int:
        return int(value)

    @staticmethod
    def parse_value(value: Any) -> int:
        return int(value)


_SCALARS: dict[Any, Any] = {str: graphene.String, bool: graphene.Boolean, float: graphene.Float, datetime: DateTime}
_BIG = {"row_count", "byte_count", "file_count"}
_IDS = {"id", "parent_id"}
_REFS = {
    *("ref", "refs", "owner", "owners", "team", "instead", "systems", "pipelines", "domains", "into", "other"),
    "merged_from",
}
_enums: dict[type[StrEnum], Any] = {}
_objects: dict[type, Any] = {}


def argument(kind: Any, text: str, *, required: bool = False, **options: Any) -> Any:
    """An argument of a field with its text."""
    return graphene.Argument(kind, required=required, description=text, **options)


def list_of(kind: Any) -> Any:
    """A list without nulls."""
    return graphene.List(graphene.NonNull(kind))


def word_of(value: Any) -> str:
    """The text of an enum value as graphene hands it over."""
    return str(getattr(value, "value", value))


def enum_type(cls: type[Word]) -> Any:
    """The GraphQL enum of a word list: upper-case names, the same texts."""
    if cls not in _enums:
        name = {"Role": "RoleName"}.get(cls.__name__, cls.__name__)

        def description(value: Any, cls: type[Word] = cls) -> str:
            return (cls.__doc__ or "") if value is None else cls(value.value).doc

        _enums[cls] = graphene.Enum(name, [(w.name, w.value) for w in cls], description=description)
    return _enums[cls]


def graphql_name(cls: type) -> str:
    """Name of an answer's type: a card drops its suffix."""
    return {"ViewerCard": "Viewer"}.get(cls.__name__) or cls.__name__.removesuffix("Card")


def type_of(annotation: Any, field: str, *, owner: str = "", for_input: bool = False) -> Any:
    """The GraphQL type of an annotation, NonNull unless it is optional."""
    origin = get_origin(annotation)
    if origin in {Union, types.UnionType}:
        inner = [arg for arg in get_args(annotation) if arg is not type(None)]
        return _bare(inner[0], field, owner, for_input)
    bare = _bare(annotation, field, owner, for_input)
    return bare if for_input else graphene.NonNull(bare)


def _bare(annotation: Any, field: str, owner: str, for_input: bool) -> Any:
    origin = get_origin(annotation)
    if origin is tuple:
        inner = _bare(get_args(annotation)[0], field, owner, for_input)
        return graphene.List(graphene.NonNull(inner))
    if origin in {dict, Mapping}:
        return JSON
    if isinstance(annotation, type) and issubclass(annotation, Word):
        return enum_type(annotation)
    if is_dataclass(annotation):
        return _lazy_input(annotation) if for_input else _lazy(annotation)
    if annotation is int:
        return BigInt if field in _BIG else graphene.Int
    if annotation is str:
        if field in _IDS or (field == "run_id" and owner not in {"RunCard", "EventCard"}):
            return graphene.ID
        if field in _REFS:
            return Ref
    return _SCALARS[annotation]


def _lazy(cls: Any) -> Any:
    return lambda: _objects[cls]


def _lazy_input(cls: Any) -> Any:
    return lambda: input_type(cls)


def resolve_plain(name: str) -> Any:
    """Resolver of a field that the answer carries."""

    def resolve(root: Any, _info: Any) -> Any:
        value = root.field(name)
        if isinstance(value, list):
            return [item.value if isinstance(item, Word) else item for item in value]
        return value.value if isinstance(value, Word) else value

    resolve.plain = name  # type: ignore[attr-defined]  # for portal/api/graphql/plain.py
    return resolve


def answer_fields(cls: type, *, skip: frozenset[str] = frozenset(), owner: str = "") -> dict[str, graphene.Field]:
    """GraphQL fields of an answer, by Python name."""
    hints = get_type_hints(cls)
    return {
        field.name: graphene.Field(
            type_of(hints[field.name], field.name, owner=owner or cls.__name__),
            description=field.metadata["doc"],
            resolver=resolve_plain(field.name),
        )
        for field in fields(cls)
        if field.name not in skip
    }


def object_type(
    cls: type,
    *,
    extra: dict[str, Any] | None = None,
    skip: frozenset[str] = frozenset(),
    interfaces: tuple[Any, ...] = (),
    name: str | None = None,
) -> Any:
    """The GraphQL object type of an answer; `extra` are its deep fields."""
    meta = type("Meta", (), {"name": name or graphql_name(cls), "description": cls.__doc__, "interfaces": interfaces})
    made = type(
        name or graphql_name(cls),
        (graphene.ObjectType,),
        {**answer_fields(cls, skip=skip), **(extra or {}), "Meta": meta},
    )
    _objects[cls] = made
    return made


def register(cls: type, made: Any) -> None:
    """Use `made` wherever an answer has a field of this class (the Entity interface for cards)."""
    _objects[cls] = made


def object_of(cls: type) -> Any:
    """The object type of an answer's class."""
    return _objects[cls]


_inputs: dict[type, Any] = {}


def input_type(cls: type) -> Any:
    """The GraphQL input of a filter dataclass; `and_` is `and`."""
    if cls not in _inputs:
        hints = get_type_hints(cls)
        members = {field.name: _input_field(field, hints[field.name]) for field in fields(cls)}
        meta = type("Meta", (), {"name": cls.__name__, "description": cls.__doc__})
        _inputs[cls] = type(cls.__name__, (graphene.InputObjectType,), {**members, "Meta": meta})
    return _inputs[cls]


def _input_field(field: Field[Any], annotation: Any) -> graphene.InputField:
    kind = type_of(annotation, field.name, for_input=True)
    options: dict[str, Any] = {"required": field.default is MISSING}
    if field.default is not MISSING and field.default is not None:
        options = {"default_value": word_of(field.default) if isinstance(field.default, Word) else field.default}
    return graphene.InputField(
        kind,
        name=field.name[:-1] if field.name.endswith("_") else None,
        description=field.metadata.get("doc"),
        **options,
    )


def input_value(cls: type, given: Any, path: str) -> Any:
    """The dataclass of an input object as graphene hands it over."""
    if given is None:
        return None
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for field in fields(cls):
        key = field.name if field.name in given else field.name.rstrip("_")
        if key in given and given[key] is not None:
            values[field.name] = _converted(hints[field.name], given[key], f"{path}.{key}")
    try:
        return cls(**values)
    except TypeError as error:
        raise InvalidError.of(path, str(error)) from error


def _converted(annotation: Any, value: Any, path: str) -> Any:
    inner = (
        [arg for arg in get_args(annotation) if arg is not type(None)]
        if get_origin(annotation) in {Union, types.UnionType}
        else [annotation]
    )
    kind = inner[0]
    if get_origin(kind) is tuple:
        return tuple(_converted(get_args(kind)[0], item, f"{path}[{i}]") for i, item in enumerate(value))
    if is_dataclass(kind):
        return input_value(kind, value, path)  # type: ignore[arg-type]
    if isinstance(kind, type) and issubclass(kind, Word):
        return kind(getattr(value, "value", value))
    return value


class PageInfo(graphene.ObjectType):
    """Position in a page sequence. Paging goes forward only."""

    has_next_page = graphene.Boolean(required=True, description="There is a next page.")
    has_previous_page = graphene.Boolean(required=True, description="True when `after` was given.")
    start_cursor = graphene.Field(Cursor, description="Cursor of the first item.")
    end_cursor = graphene.Field(Cursor, description="Cursor of the last item: the next `after`.")
