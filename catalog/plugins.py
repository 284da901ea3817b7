"""Plug-ins: classes found by entry points, built-in ones by name. A broken one is listed with its reason, not fatal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any


@dataclass(frozen=True, slots=True)
class Plugin:
    """One plug-in: its class, or why it could not be loaded."""

    name: str
    loaded: type[Any] | None
    reason: str | None = None


@cache
def plugins(group: str, builtin: tuple[tuple[str, str], ...]) -> Mapping[str, Plugin]:
    """Plug-ins of a group by name; `builtin` are (name, module:class) pairs, which an entry point may not replace."""
    found: dict[str, Plugin] = {}
    wanted = [*builtin, *((point.name, point.value) for point in entry_points(group=group))]
    for name, target in wanted:
        if name in found:
            continue
        module, _, attribute = target.partition(":")
        try:
            found[name] = Plugin(name, getattr(import_module(module), attribute))
        except Exception as error:  # a plug-in may fail in any way; it must not stop the portal
            found[name] = Plugin(name, None, f"{target} could not be loaded: {type(error).__name__}: {error}")
    return found
