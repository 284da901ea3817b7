"""Is a payload something PostgreSQL and we can hold? Pure; threat T17.

PostgreSQL refuses NUL in jsonb and deep nesting; `1e999` becomes an infinity that JSON cannot write; a lone
surrogate cannot be encoded. All of these are caught at the door, so that no event can block the queue
behind it. Call it before `redaction.redact`, which recurses as deep as the payload goes.
"""

from __future__ import annotations

import math
from typing import Any

from catalog.ingest.secret_texts import replace_secrets

DEPTH_MAX = 200
NAME_BYTES_MAX = 2048
DATASETS_MAX = 10_000
REPLACEMENT = "\ufffd"
_LOW, _HIGH = -(2**63), 2**63 - 1


class PayloadRefused(ValueError):
    """The payload cannot be kept; `field` is the dotted path of what is wrong, cut to 200 characters."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


# JSON with one digit for all and without the rest.
_DIGITS = bytes(ord("0") if i in b"0123456789" else ord(" ") for i in range(256))


def normalise(payload: Any, raw: bytes | None = None) -> Any:
    """The payload with NUL replaced by U+FFFD; the same object when there was none. Raises PayloadRefused. `raw`: the JSON that
    orjson read it from, when at hand: mostly that shows that there is nothing to look for.

    Refused: nesting over 200, numbers that are not finite or past 64 bits, lone surrogates, more than
    10,000 datasets, namespace, name or runId over 2 KiB. Cost: one visit of every value, about 25 us for 2
    KB.
    """
    clean = payload if raw is not None and _is_harmless(raw) else _value(payload, ())
    if isinstance(clean, dict):
        _identities(clean)
    return clean


def _is_harmless(raw: bytes) -> bool:
    """Whether JSON has no NUL, no number with as many digits as 2^63, and not enough brackets to be too deep. The rest of what is
    refused orjson refuses itself."""
    if b"\\u0000" in raw or raw.count(b"{") + raw.count(b"[") > DEPTH_MAX:
        return False
    return b"0" * 19 not in raw.translate(_DIGITS)


_Path = tuple[str | int, ...]


def _field(path: _Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    text = text.encode("utf-8", "replace").decode()
    # The answer to what is refused names the field, and a key can hold a secret.
    return replace_secrets(text, lambda rule, secret: "[redacted]")[:200] or "$"


def _value(value: Any, path: _Path) -> Any:
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, dict):
        return _mapping(value, path)
    if isinstance(value, list):
        return _list(value, path)
    if isinstance(value, float) and not math.isfinite(value):
        raise PayloadRefused(_field(path), "is no finite number; accepted: finite numbers, or a text")
    if isinstance(value, int) and not _LOW <= value <= _HIGH:
        raise PayloadRefused(_field(path), "does not fit in 64 bits; accepted: -2^63 to 2^63 - 1, or a text")
    return value


def _text(text: str, path: _Path) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise PayloadRefused(_field(path), "holds half of a surrogate pair; accepted: whole characters") from None
    return text.replace("\0", REPLACEMENT) if "\0" in text else text


def _mapping(mapping: dict[str, Any], path: _Path) -> dict[str, Any]:
    _depth(path)
    result: dict[str, Any] = {}
    is_changed = False
    for key, value in mapping.items():
        here = (*path, key)
        clean_key, clean = _text(key, here), _value(value, here)
        result[clean_key] = clean
        is_changed = is_changed or clean is not value or clean_key is not key
    return result if is_changed else mapping


def _list(items: list[Any], path: _Path) -> list[Any]:
    _depth(path)
    result = [_value(item, (*path, index)) for index, item in enumerate(items)]
    return result if any(new is not old for new, old in zip(result, items, strict=True)) else items


def _depth(path: _Path) -> None:
    if len(path) >= DEPTH_MAX:
        raise PayloadRefused(_field(path), f"is nested deeper than {DEPTH_MAX}; accepted: up to {DEPTH_MAX} levels")


def _identities(payload: dict[str, Any]) -> None:
    """Sizes of what becomes rows and index keys. Wrong shapes pass: saying so is the event parser's work."""
    run = payload.get("run")
    if isinstance(run, dict):
        _name(run.get("runId"), "run.runId")
    for field in ("job", "dataset"):
        _named(payload.get(field), field)
    count = 0
    for field in ("inputs", "outputs"):
        items = payload.get(field)
        if isinstance(items, list):
            count += len(items)
            if count > DATASETS_MAX:
                message = f"the event has more than {DATASETS_MAX} datasets; accepted: up to {DATASETS_MAX}"
                raise PayloadRefused(field, message)
            for index, item in enumerate(items):
                _named(item, f"{field}[{index}]")


def _named(item: Any, field: str) -> None:
    if isinstance(item, dict):
        _name(item.get("namespace"), f"{field}.namespace")
        _name(item.get("name"), f"{field}.name")


def _name(text: Any, field: str) -> None:
    # A character has up to 4 bytes: short texts need no encoding to know.
    if isinstance(text, str) and len(text) * 4 > NAME_BYTES_MAX and len(text.encode()) > NAME_BYTES_MAX:
        raise PayloadRefused(field, f"has more than {NAME_BYTES_MAX} bytes; accepted: up to {NAME_BYTES_MAX}")
