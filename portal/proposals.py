"""Files that say what columns a dataset will have: a JSON list, the columns of a dbt model, Avro, JSON Schema. Pure.

An Avro union with null and a JSON Schema property that is not required may be null; nested records are dotted paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import yaml

from catalog.errors import InvalidError
from lineage.answers import ColumnInput

ACCEPTED = (
    'a JSON list of {"path", "type", "nullable", "renamed_from"}, YAML with a list `columns` of {name, data_type, constraints}, '
    "an Avro record, or a JSON Schema with properties"
)
# As deep as a schema is looked into: an Avro type may name itself.
DEPTH_MAX = 10


def columns_proposed(text: str) -> tuple[ColumnInput, ...]:
    """The columns a file says; raises InvalidError naming what is wrong."""
    given = _parsed(text)
    if isinstance(given, list):
        return tuple(_plain(item, place) for place, item in enumerate(given))
    if isinstance(given, dict):
        if given.get("type") == "record":
            return tuple(_avro(given, ""))
        if isinstance(given.get("properties"), dict):
            return tuple(_json_schema(given, ""))
        if isinstance(columns := _dbt_columns(given), list):
            return tuple(_dbt(item, place) for place, item in enumerate(columns))
    raise InvalidError.of("file", f"says no columns; accepted: {ACCEPTED}")


def _parsed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        raise InvalidError.of("file", f"is neither JSON nor YAML; accepted: {ACCEPTED}") from None


def _plain(item: Any, place: int) -> ColumnInput:
    if not isinstance(item, dict):
        raise InvalidError.of(f"file[{place}]", 'must be an object with "path" and "type"')
    unknown = sorted(item.keys() - {"path", "type", "nullable", "renamed_from"})
    if unknown:
        raise InvalidError.of(f"file[{place}].{unknown[0]}", "is unknown; known are path, type, nullable, renamed_from")
    return _column(item, place, "path", "type", item.get("nullable"), item.get("renamed_from"))


def _column(
    item: dict[str, Any], place: int, path: str, type: str, nullable: Any, renamed_from: Any = None
) -> ColumnInput:
    for key in (path, type):
        if not isinstance(item.get(key), str):
            raise InvalidError.of(f"file[{place}].{key}", "is missing, or no text")
    if nullable is not None and not isinstance(nullable, bool):
        raise InvalidError.of(f"file[{place}].nullable", "must be true or false")
    if renamed_from is not None and not isinstance(renamed_from, str):
        raise InvalidError.of(f"file[{place}].renamed_from", "must be a text")
    return ColumnInput(path=item[path], type=item[type], nullable=nullable, renamed_from=renamed_from)


def _dbt_columns(given: dict[str, Any]) -> Any:
    """Of one model: the only one of the file, or what stands at the top."""
    models = given.get("models")
    if isinstance(models, list) and len(models) == 1 and isinstance(models[0], dict):
        return models[0].get("columns")
    if models is not None:
        raise InvalidError.of("file", "has several models; give one of them")
    return given.get("columns")


def _dbt(item: Any, place: int) -> ColumnInput:
    if not isinstance(item, dict):
        raise InvalidError.of(f"file.columns[{place}]", "must have name and data_type")
    constraints = item.get("constraints")
    required = isinstance(constraints, list) and any(
        isinstance(c, dict) and c.get("type") == "not_null" for c in constraints
    )
    meta = item.get("meta")
    renamed = meta.get("renamed_from") if isinstance(meta, dict) else None
    return _column(item, place, "name", "data_type", False if required else None, renamed)


def _avro(record: dict[str, Any], prefix: str) -> Iterator[ColumnInput]:
    for place, item in enumerate(record.get("fields") or []):
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise InvalidError.of(f"file.fields[{place}].name", "is missing")
        kinds = _several(item.get("type"))
        others = [kind for kind in kinds if kind != "null"]
        path, inner = f"{prefix}{item['name']}", others[0] if len(others) == 1 else others
        yield ColumnInput(path=path, type=_avro_type(inner), nullable=len(others) < len(kinds))
        if isinstance(inner, dict) and inner.get("type") == "record" and path.count(".") < DEPTH_MAX:
            yield from _avro(inner, f"{path}.")


def _several(kind: Any) -> list[Any]:
    return kind if isinstance(kind, list) else [kind]


def _avro_type(kind: Any) -> str:
    if isinstance(kind, list):
        return f"union<{','.join(map(_avro_type, kind))}>"
    if not isinstance(kind, dict):
        return str(kind)
    if kind.get("logicalType") == "decimal":
        return f"decimal({kind.get('precision')},{kind.get('scale', 0)})"
    if kind.get("type") in ("array", "map"):
        return f"{kind['type']}<{_avro_type(kind.get('items', kind.get('values')))}>"
    return str(kind.get("logicalType") or kind.get("type"))


def _json_schema(schema: dict[str, Any], prefix: str) -> Iterator[ColumnInput]:
    required = schema.get("required")
    must = set(required) if isinstance(required, list) else set()
    for name, item in schema["properties"].items():
        known = item if isinstance(item, dict) else {}
        kinds = _several(known.get("type", "any"))
        path = f"{prefix}{name}"
        yield ColumnInput(
            path=path,
            type="|".join(str(known.get("format") or kind) for kind in kinds if kind != "null"),
            nullable=name not in must or "null" in kinds,
        )
        if isinstance(known.get("properties"), dict) and path.count(".") < DEPTH_MAX:
            yield from _json_schema(known, f"{path}.")
