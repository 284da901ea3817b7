"""Secrets out of OpenLineage payloads, before the first INSERT (threat T10). Pure.

Secrets come in facets: connector configuration with `database.password`, environment variables, Spark
properties, JDBC URLs, stack traces. Each is replaced by `[redacted:<8 hex digits of its sha256>]`, so that
two values can still be compared; the paths are given back to be named in the UI. Identity (namespace, name,
runId) is never replaced; a password inside a namespace or name is taken out, the same way each
time.

Cost: a clean event costs one search of its bytes (about 60 us for 2 KB); others a walk over all values, each searched
for what the bytes were found to hold.
Give it a payload that `sanity.normalise` has passed: the walk recurses and relies on the depth checked
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

import orjson

from catalog.ingest.sanity import DEPTH_MAX
from catalog.ingest.secret_shapes import is_login, is_placeholder, is_random, is_secret_key
from catalog.ingest.secret_texts import ANYTHING, Suspicion, identity_without_secrets, replace_secrets

# Texts that say who wrote, where only a secret itself goes.
_WRITERS = frozenset({"producer", "schemaURL", "_producer", "_schemaURL"})
_CONFIGURATION_FACETS = frozenset(
    "environmentvariables environment-properties spark_properties debezium_config debezium executionparameters".split()
)
_AIRFLOW_ARGUMENTS = frozenset({"args", "op_args", "op_kwargs", "params", "conf", "env", "environment", "arguments"})
# A list of settings: each item says its name in one of these fields, its value in one of those.
_PAIR_NAMES = "name key variable property param parameter setting option header".split()
_PAIR_VALUES = frozenset(
    "value val stringvalue string_value currentvalue current_value defaultvalue default_value".split()
)
_SECRET_OPTION = re.compile(r"--?([A-Za-z][\w.-]{0,200})\Z")
_USER_OPTION = re.compile(r"(?:-[un]|--user(?:name)?)(?:=.*)?\Z", re.DOTALL)
# Facets in which random texts are secrets: nothing else in them need look like one.
_RANDOM_WITHIN = ("airflow", *_CONFIGURATION_FACETS)
# An ASCII character written as an escape hides a word from a search of the bytes.
_ESCAPES = re.compile(r"\\u00[2-7]")


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
    suspicion = _suspicion(raw if raw is not None else orjson.dumps(payload))
    if suspicion is None:
        return payload, ()
    walk = _Walk(suspicion)
    clean = walk.value(payload, (), is_configuration=False)
    return clean, tuple(walk.found)


def _suspicion(raw: bytes) -> Suspicion | None:
    """What the texts of this JSON are to be searched for; None when there can be nothing to redact."""
    text = raw.decode("latin-1").lower()
    if "\\u00" in text and _ESCAPES.search(text) is not None:
        return ANYTHING
    suspicion = ANYTHING.within(text)
    if suspicion.hints or suspicion.around or any(facet in text for facet in _RANDOM_WITHIN):
        return suspicion
    return None


_Path = tuple[str | int, ...]


def _pointer(path: _Path) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


class _Walk:
    """Copies on write: a part without secrets is shared with the payload."""

    def __init__(self, suspicion: Suspicion) -> None:
        self.found: list[RedactedPath] = []
        self.suspicion = suspicion

    def value(self, value: Any, path: _Path, *, is_configuration: bool) -> Any:
        if isinstance(value, str):
            return self._text(value, path, is_configuration)
        if isinstance(value, dict):
            return self._mapping(value, path, is_configuration)
        if isinstance(value, list):
            return self._list(value, path, is_configuration)
        return value

    def _text(self, text: str, path: _Path, is_configuration: bool) -> str:
        if text[:1] in ("{", "[") and (inner := self._json(text, path, is_configuration)) is not None:
            return inner
        clean = replace_secrets(text, partial(self._put, path), self.suspicion)
        if clean == text and is_configuration:
            key = next((step for step in reversed(path) if isinstance(step, str)), "")
            if is_random(key, text):
                return self._put(path, "entropy", text)
        return clean

    def _json(self, text: str, path: _Path, is_configuration: bool) -> str | None:
        """A text that holds JSON, walked like the rest; None when it holds none. Paths go on inside it."""
        if not (is_configuration or "\\u00" in text or self.suspicion.of(text)):
            return None
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return None
        if _is_deeper(value, DEPTH_MAX - len(path)):
            return None
        outside = self.suspicion
        self.suspicion = ANYTHING
        clean = self.value(value, path, is_configuration=is_configuration)
        self.suspicion = outside
        return text if clean is value else orjson.dumps(clean).decode()

    def _put(self, path: _Path, rule: str, secret: str) -> str:
        digest = sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        self.found.append(RedactedPath(_pointer(path), rule, digest))
        return f"[redacted:{digest}]"

    def _list(self, items: list[Any], path: _Path, is_configuration: bool) -> list[Any]:
        result = items
        takes_user = any(isinstance(item, str) and _USER_OPTION.match(item) for item in items)
        previous: Any = None
        is_within_pem = False
        for index, item in enumerate(items):
            here = (*path, index)
            if isinstance(item, str) and is_within_pem:
                clean = self._secret(item, here, "pem")
            elif isinstance(item, str) and isinstance(previous, str) and _takes_secret(previous, item, takes_user):
                clean = self._secret(item, here, "argument")
            else:
                clean = self.value(item, here, is_configuration=is_configuration)
            if isinstance(item, str) and "-----" in item:
                is_within_pem = (is_within_pem or "-----BEGIN " in item) and "-----END " not in item
            if clean is not item:
                if result is items:
                    result = list(items)
                result[index] = clean
            previous = item
        return result

    def _mapping(self, mapping: dict[str, Any], path: _Path, is_configuration: bool) -> dict[str, Any]:
        is_named = isinstance(mapping.get("namespace"), str) and isinstance(mapping.get("name"), str)
        pair_names = _pair_names(mapping)
        result: dict[str, Any] = {}
        is_changed = False
        for key, value in mapping.items():
            # Paths are shown and kept: a secret in a key is out of them before it is part of one.
            clean_key = replace_secrets(key, partial(self._put, path)) if self.suspicion.of(key) else key
            here = (*path, clean_key)
            if key == "runId" and path[-1:] == ("run",) and isinstance(value, str):
                clean = value
            elif is_named and key in ("namespace", "name"):
                clean = self._identity(value, here)
            elif _is_secret(key, value, mapping, path, pair_names):
                clean = self._secret(value, here, "key")
            else:
                clean = self.value(value, here, is_configuration=is_configuration or _holds_configuration(here))
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
            clean = {}
            for key, item in value.items():
                clean_key = replace_secrets(key, partial(self._put, path))
                clean[clean_key] = self._secret_part(key, item, (*path, clean_key), rule)
            return clean
        return [self._secret(item, (*path, index), rule) for index, item in enumerate(value)]

    def _secret_part(self, key: str, value: Any, path: _Path, rule: str) -> Any:
        """A field below one that is named like a secret: what says who wrote it is none."""
        if isinstance(value, str) and key in _WRITERS:
            return self.value(value, path, is_configuration=False)
        return self._secret(value, path, rule)


def _is_secret(key: str, value: Any, mapping: dict[str, Any], path: _Path, pair_names: list[str]) -> bool:
    """Is the value of this field a secret by name: the field's own, or the one that stands beside a `value`?"""
    if is_secret_key(key, value):
        return not _is_column(value, path)
    if pair_names and key.lower() in _PAIR_VALUES and any(is_secret_key(name, value) for name in pair_names):
        return True
    return key.lower() == "pass" and isinstance(value, str) and is_login(mapping)


def _is_column(value: Any, path: _Path) -> bool:
    """Facets of columns have a field for each: a column may be called password, and holds what is known of it."""
    if not isinstance(value, dict) or not path:
        return False
    return path[-1] == "columnMetrics" or (path[-1] == "fields" and "inputFields" in value)


def _takes_secret(option: str, value: str, takes_user: bool) -> bool:
    """`--password`, `-token`; `-p` in a command that names a user too. The item behind it is the secret."""
    named = _SECRET_OPTION.match(option)
    if named is None or value.startswith("--") or (value.startswith("-") and len(value) < 3):
        return False
    return is_secret_key(named[1], value) or (takes_user and option == "-p" and not value.replace(":", "").isdigit())


def _pair_names(mapping: dict[str, Any]) -> list[str]:
    """`{"name": "DB_PASSWORD", "value": "..."}`: the names that rule the value."""
    if _PAIR_VALUES.isdisjoint(mapping) and not any(key.lower() in _PAIR_VALUES for key in mapping):
        return []
    return [mapping[key] for key in _PAIR_NAMES if isinstance(mapping.get(key), str)]


def _is_deeper(value: Any, levels: int) -> bool:
    """Is it nested deeper than so many levels? Told without recursion."""
    layer = [value]
    while layer and levels >= 0:
        nested = (item for item in layer if isinstance(item, dict | list))
        layer = [part for item in nested for part in (item.values() if isinstance(item, dict) else item)]
        levels -= 1
    return bool(layer)


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
