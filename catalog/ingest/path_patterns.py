"""Which paths of a tree are meant: `**` for any folders, `*` and `?` inside one name, `[a-z]` sets. Pure.

A pattern is matched name by name, without one big regular expression: `**/**/**/x` costs names times parts,
where a regular expression would try every way to split the path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate

PATTERN_MAX = 300


class PathPatterns:
    """A set of patterns, relative to the root, with `/` between names; a path matches when one of them
    does.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = [[_part(text) for text in pattern.split("/")] for pattern in patterns]

    def match(self, path: str) -> bool:
        """`path` is relative to the root, without `.`, `..` or a leading `/`."""
        names = path.split("/")
        return any(_match(parts, names) for parts in self._patterns)


def pattern_error(pattern: str) -> str | None:
    """Why a pattern is not accepted, as a message; None when it is."""
    parts = pattern.split("/")
    if len(pattern) > PATTERN_MAX:
        return f"must have up to {PATTERN_MAX} characters"
    if any(part in ("", ".", "..") for part in parts):
        return "must be relative to the root, without empty names, '.' and '..'"
    if any("**" in part and part != "**" for part in parts):
        return "'**' must stand alone between two '/'"
    return None


def _part(text: str) -> re.Pattern[str] | None:
    """None stands for `**`."""
    return None if text == "**" else re.compile(translate(text))


def _match(parts: Sequence[re.Pattern[str] | None], names: Sequence[str]) -> bool:
    """The set of positions in `names` that the parts so far can have reached, moved on part by part."""
    reached = {0}
    for part in parts:
        if part is None:
            reached = set(range(min(reached), len(names) + 1))
        else:
            reached = {i + 1 for i in reached if i < len(names) and part.match(names[i])}
        if not reached:
            return False
    return len(names) in reached
