"""Jobs that are parts of another one: the statements of a task, numbered or named anew in each run.

Names are kept as they are sent up to a number (`kept`); above it all of them are one job, with `#` for the number:
`task.query.3141` is `task.query.#`. So a task that counts on for ever has no more jobs than that. What a pattern has in braces
is folded whatever it says. Which names are meant is a setting (JOB_PARTS: headwater.yaml, then HEADWATER_JOB_PARTS). A job is
known by its namespace and name alone, and others name it too, so nothing else, such as who sent it, can decide.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from catalog.names import JOB_SCHEME, OpenLineageName


class JobParts(NamedTuple):
    """Names of parts. In `names` `*` is any text, `#` a number, `{...}` what is folded whatever it says; in `namespace` `*` is
    any text. `kept`: up to which number each is a job of its own. Of several that match a name the first one decides."""

    names: tuple[str, ...]
    namespace: str = "*"
    kept: int = 100


class _Pattern(NamedTuple):
    namespace: re.Pattern[str]
    name: re.Pattern[str]
    kept: int | None
    """None: it has braces."""


def job_named(namespace: str, name: str) -> OpenLineageName:
    """The job of this name; of a part that is folded the job of all such parts."""
    return OpenLineageName(JOB_SCHEME, namespace, _folded(namespace, name, settings.JOB_PARTS))


@lru_cache(maxsize=65_536)
def _folded(namespace: str, name: str, rules: tuple[JobParts, ...]) -> str:
    for pattern in _compiled(rules):
        found = pattern.name.fullmatch(name)
        if found is None or pattern.namespace.fullmatch(namespace) is None:
            continue
        if pattern.kept is not None and all(int(number) <= pattern.kept for number in found.groups()):
            return name
        for place in range(len(found.groups()), 0, -1):
            name = f"{name[: found.start(place)]}#{name[found.end(place) :]}"
        return name
    return name


@lru_cache(maxsize=8)
def _compiled(rules: tuple[JobParts, ...]) -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            re.compile(_regex(rule.namespace, {"*": ".*"}), re.DOTALL),
            re.compile(_regex(name, _WORDS), re.DOTALL),
            None if "{" in name else rule.kept,
        )
        for rule in rules
        for name in rule.names
    )


_WORDS = {"*": ".*", "#": "([0-9]+)", "{": "(", "}": ")"}
# Of PostgreSQL, and for names that are folded already as well.
_STORED_WORDS = {"*": ".*", "#": "([0-9]+|#)", "{": "(", "}": "|#)"}


def _regex(pattern: str, words: dict[str, str]) -> str:
    return "".join(words.get(part, re.escape(part)) for part in re.split(r"([*#{}])", pattern))


def parts_regexes() -> tuple[list[str], list[str]]:
    """Regular expressions of PostgreSQL that match namespace and name of parts, folded or not, as two columns."""
    pairs = [
        (f"^{_regex(rule.namespace, {'*': '.*'})}$", f"^{_regex(name, _STORED_WORDS)}$")
        for rule in settings.JOB_PARTS
        for name in rule.names
    ]
    return [namespace for namespace, _ in pairs], [name for _, name in pairs]


def pattern_fault(name: str) -> str | None:
    """What is wrong with a pattern of names and what is accepted; None when nothing is."""
    outside = re.sub(r"\{[^{}#]+\}", "", name)
    if "{" in outside or "}" in outside:
        return (
            f"{name!r} has braces that do not fit: write {{...}} around what is folded, none inside another, without #"
        )
    if name == outside and "#" not in name:
        return f"{name!r} folds nothing: it needs # for a number, or {{...}} around what is folded"
    if name != outside and "#" in outside:
        return f"{name!r} has both # and braces: {{*}} folds a number too"
    return None
