"""Secrets out of OpenLineage payloads, before the first INSERT (threat T10). Pure.

Secrets come in facets: connector configuration with `database.password`, environment variables, Spark
properties, JDBC URLs, stack traces. Each is replaced by `[redacted:<8 hex digits of its sha256>]`, so that
two values can still be compared; the paths are given back to be named in the UI. Identity (namespace, name,
runId, eventTime) is never replaced; a password inside a namespace or name is taken out, the same way each
time.

Cost: a clean event costs one search of its bytes (about 60 us for 2 KB); others a walk over all values.
Give it a payload that `sanity.normalise` has passed: the walk recurses and relies on the depth checked
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

import orjson

from catalog.ingest.secret_shapes import (
    SECRET_ARGUMENT,
    body_is_suspect,
    has_hint,
    identity_without_secrets,
    is_placeholder,
    is_random,
    is_secret_key,
    replace_secrets,
)

# Texts that are never touched, wherever they stand; and those that say who wrote, where only a secret itself goes.
_KEPT = frozenset({"runId", "eventTime", "eventType"})
_WRITERS = frozenset({"producer", "schemaURL", "_producer", "_schemaURL"})
# The keys of these mappings are names of columns, not of settings: a column may be called password.
_COLUMN_MAPS = frozenset({"fields", "columnMetrics"})
_CONFIGURATION_FACETS = frozenset({"environmentvariables", "spark_properties", "debezium_config", "debezium"})
_AIRFLOW_ARGUMENTS = frozenset({"args", "op_args", "op_kwargs", "params", "conf", "env", "environment", "arguments"})
_PAIR_NAMES = ("name", "key", "variable", "property")


@dataclass(frozen=True, slots=True)
class RedactedPath:
    """Where something was redacted (a JSON pointer into the result), by which rule, and the digest that
    stands there.
    """

    path: str
    rule: str
    digest: str


def redact(payload: Any, raw: bytes | None = None) -> tuple[Any, tuple[RedactedPath, ...]]:
    """(payload without secrets, what was redacted in document order). The payload given is not changed.

    `raw`: the JSON the payload was read from, when at hand; it saves writing it again. A clean payload
    comes back as the same object. Running it twice changes nothing more.
    """
    if not body_is_suspect(raw if raw is not None else orjson.dumps(payload)):
        return payload, ()
    walk = _Walk()
    clean = walk.value(payload, (), is_configuration=False)
    return clean, tuple(walk.found)


_Path = tuple[str | int, ...]


def _pointer(path: _Path) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


class _Walk:
    """Copies on write: a part without secrets is shared with the payload."""

    def __init__(self) -> None:
        self.found: list[RedactedPath] = []

    def value(self, value: Any, path: _Path, *, is_configuration: bool) -> Any:
        if isinstance(value, str):
            return self._text(value, path, is_configuration)
        if isinstance(value, dict):
            return self._mapping(value, path, is_configuration)
        if isinstance(value, list):
            return self._list(value, path, is_configuration)
        return value

    def _text(self, text: str, path: _Path, is_configuration: bool) -> str:
        clean = replace_secrets(text, partial(self._put, path))
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        if clean == text and is_configuration and is_random(key, text):
            return self._put(path, "entropy", text)
        return clean

    def _put(self, path: _Path, rule: str, secret: str) -> str:
        digest = sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        self.found.append(RedactedPath(_pointer(path), rule, digest))
        return f"[redacted:{digest}]"

    def _list(self, items: list[Any], path: _Path, is_configuration: bool) -> list[Any]:
        result = items
        previous: Any = None
        for index, item in enumerate(items):
            here = (*path, index)
            if isinstance(item, str) and isinstance(previous, str) and SECRET_ARGUMENT.match(previous):
                clean = self._secret(item, here, "argument")
            else:
                clean = self.value(item, here, is_configuration=is_configuration)
            if clean is not item:
                if result is items:
                    result = list(items)
                result[index] = clean
            previous = item
        return result

    def _mapping(self, mapping: dict[str, Any], path: _Path, is_configuration: bool) -> dict[str, Any]:
        is_named = isinstance(mapping.get("namespace"), str) and isinstance(mapping.get("name"), str)
        are_columns = bool(path) and path[-1] in _COLUMN_MAPS
        pair_name = _pair_name(mapping)
        result: dict[str, Any] = {}
        is_changed = False
        for key, value in mapping.items():
            here = (*path, key)
            clean_key = key
            if key in _KEPT and isinstance(value, str):
                clean = value
            elif is_named and key in ("namespace", "name"):
                clean = self._identity(value, here)
            elif not are_columns and is_secret_key(key, value):
                clean = self._secret(value, here, "key")
            elif key == "value" and pair_name is not None and is_secret_key(pair_name, value):
                clean = self._secret(value, here, "key")
            else:
                clean = self.value(value, here, is_configuration=is_configuration or _holds_configuration(here))
            if not are_columns and has_hint(key):
                clean_key = replace_secrets(key, partial(self._put, path))
            result[clean_key] = clean
            is_changed = is_changed or clean is not value or clean_key is not key
        return result if is_changed else mapping

    def _identity(self, text: str, path: _Path) -> str:
        clean = identity_without_secrets(text)
        if clean == text:
            return text
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        self.found.append(RedactedPath(_pointer(path), "identity", digest))
        return clean

    def _secret(self, value: Any, path: _Path, rule: str) -> Any:
        """All texts and numbers under a field that is named like a secret."""
        if isinstance(value, str):
            return value if is_placeholder(value) else self._put(path, rule, value)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            return self._put(path, rule, str(value))
        if isinstance(value, dict):
            return {k: self._secret_part(k, v, (*path, k), rule) for k, v in value.items()}
        return [self._secret(item, (*path, index), rule) for index, item in enumerate(value)]

    def _secret_part(self, key: str, value: Any, path: _Path, rule: str) -> Any:
        """A field below one that is named like a secret: what says who wrote it is none."""
        if isinstance(value, str) and key in _KEPT:
            return value
        if isinstance(value, str) and key in _WRITERS:
            return self.value(value, path, is_configuration=False)
        return self._secret(value, path, rule)


def _pair_name(mapping: dict[str, Any]) -> str | None:
    """`{"name": "DB_PASSWORD", "value": "..."}`: the name that rules the value."""
    if "value" not in mapping:
        return None
    return next((mapping[key] for key in _PAIR_NAMES if isinstance(mapping.get(key), str)), None)


def _holds_configuration(path: _Path) -> bool:
    """Is this the facet, or the part of an Airflow facet, in which random texts are secrets?"""
    key = path[-1]
    if not isinstance(key, str):
        return False
    if key in _AIRFLOW_ARGUMENTS:
        return any(step.lower().startswith("airflow") for step in _texts(path))
    return key.lower() in _CONFIGURATION_FACETS


def _texts(path: _Path) -> Iterator[str]:
    return (step for step in path if isinstance(step, str))
