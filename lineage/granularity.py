"""Jobs that are parts of another one: the statements of a task, numbered anew in each run.

Names are kept as they are sent up to a number (HEADWATER_JOB_PARTS_KEPT); above it all of them are one job, with `#` for the
number: `task.query.3141` is `task.query.#`. So a task that counts on for ever has no more jobs than that. Which names
are meant is a setting too (HEADWATER_JOB_PARTS).
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings

from catalog.names import JOB_SCHEME, OpenLineageName


def job_named(namespace: str, name: str) -> OpenLineageName:
    """The job of this name; of a part with a high number the job of all such parts."""
    return OpenLineageName(JOB_SCHEME, namespace, _folded(name, tuple(settings.JOB_PARTS), settings.JOB_PARTS_KEPT))


@lru_cache(maxsize=65_536)
def _folded(name: str, patterns: tuple[str, ...], kept: int) -> str:
    for pattern in _compiled(patterns):
        found = pattern.fullmatch(name)
        if found is None or all(int(number) <= kept for number in found.groups()):
            continue
        for place in range(len(found.groups()), 0, -1):
            name = f"{name[: found.start(place)]}#{name[found.end(place) :]}"
        return name
    return name


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_regex(pattern, r"([0-9]+)"), re.DOTALL) for pattern in patterns)


def _regex(pattern: str, number: str) -> str:
    words = {"*": ".*", "#": number}
    return "".join(words.get(part, re.escape(part)) for part in re.split(r"([*#])", pattern))


def parts_regexes() -> list[str]:
    """Regular expressions of PostgreSQL that match the names of parts, folded or not."""
    return [f"^{_regex(pattern, '([0-9]+|#)')}$" for pattern in settings.JOB_PARTS]
