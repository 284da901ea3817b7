"""CODEOWNERS: whom a file of a repository belongs to, as GitHub and GitLab read it. Pure.

The last pattern that matches counts; one without owners says that nobody owns the path. GitHub knows no `!`, `[]` and
`\\#`: such a line is passed over, and told. A file with section headers is GitLab's: every section has a last match of
its own, default owners and `!` exclusions. Nothing in a file can raise, and no pattern costs more than its length times
the path's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from fnmatch import translate
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

SIZE_MAX = 3 * 1024 * 1024  # bytes; GitHub does not use a bigger file either
PATTERN_MAX = 1000
PROBLEMS_MAX = 100
_HEADER = re.compile(r"(\^)?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?\Z")
_TOKEN = re.compile(r"(?:\\.|\S)+")
_OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)*\Z|[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_EVERYTHING = {"*", "**", "/**", "**/*", "/**/*"}


class Problem(NamedTuple):
    """A line that is not used."""

    line: int
    message: str


class OwnersMatch(NamedTuple):
    """The line that decides for a path. No owners: it says that nobody owns it."""

    line: int
    pattern: str
    owners: tuple[str, ...]

    @property
    def is_catch_all(self) -> bool:
        """The pattern says nothing of this path: it stands for all that no other line names."""
        return self.pattern in _EVERYTHING


class _Rule(NamedTuple):
    line: int
    pattern: str
    owners: tuple[str, ...]
    section: str
    parts: tuple[str, ...]
    is_exclusion: bool


class CodeOwners:
    """A parsed file."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._rules: list[_Rule] = []
        if len(text.encode("utf-8", "replace")) > SIZE_MAX:
            self._tell(1, f"has more than {SIZE_MAX} bytes; accepted: up to {SIZE_MAX}, nothing of it is used")
        else:
            lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._read([line.strip() for line in lines])
        self._index = _index(self._rules)

    def match(self, path: str) -> list[OwnersMatch]:
        """What decides for a path, one for each section; nothing when no line matches. A folder ends in `/`."""
        names = path.split("/")
        prefixes = ["/" + "/".join(names[:size]) for size in range(1, len(names) + 1)]
        endings = [_ending(name) for name in names]
        best: dict[str, int] = {}
        excluded: set[str] = set()
        for key in dict.fromkeys(("", *names, *prefixes, *endings)):
            for index in reversed(self._index.get(key, ())):
                rule = self._rules[index]
                if (rule.is_exclusion or index > best.get(rule.section, -1)) and _fits(rule.parts, names):
                    if rule.is_exclusion:
                        excluded.add(rule.section)
                    else:
                        best[rule.section] = index
        found = [self._rules[best[section]] for section in best.keys() - excluded]
        return [OwnersMatch(rule.line, rule.pattern, rule.owners) for rule in sorted(found)]

    def _tell(self, line: int, message: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(Problem(line, message))

    def _read(self, lines: Sequence[str]) -> None:
        is_gitlab = any(_HEADER.match(line) for line in lines)
        section = ""
        defaults: tuple[str, ...] = ()
        for number, line in enumerate(lines, start=1):
            header = _HEADER.match(line)
            if header:
                section = header[2].strip().lower()
                defaults = self._owners(number, _tokens(header[3] or ""), is_gitlab) or ()
            elif line and not line.startswith("#"):
                pattern, *texts = _tokens(line)
                owners = self._owners(number, texts, is_gitlab)
                if owners is not None:
                    self._add(number, pattern, owners or defaults, section, is_gitlab)

    def _owners(self, line: int, texts: Sequence[str], is_gitlab: bool) -> tuple[str, ...] | None:
        """The owners of a line. One that is none: GitLab passes over it, GitHub over the line (None)."""
        owners = []
        for text in texts:
            if _OWNER.match(text):
                owners.append(text)
                continue
            self._tell(line, f"{text[:100]!r} is no owner; accepted: @user, @organisation/team, an e-mail address")
            if not is_gitlab:
                return None
        return tuple(dict.fromkeys(owners))

    def _add(self, line: int, pattern: str, owners: tuple[str, ...], section: str, is_gitlab: bool) -> None:
        is_exclusion = is_gitlab and pattern.startswith("!")
        plain = pattern[1:] if is_exclusion else pattern
        problem = _pattern_problem(plain, is_gitlab)
        if problem:
            self._tell(line, f"{pattern[:100]!r} {problem}")
            return
        parts = _parts(re.sub(r"\\(.)", r"\1", plain), is_gitlab)
        self._rules.append(_Rule(line, pattern, owners, section, parts, is_exclusion))


def _tokens(line: str) -> list[str]:
    """The words of a line up to a comment; a space may be escaped."""
    words: list[str] = _TOKEN.findall(line)
    end = next((i for i, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:end]


def _pattern_problem(pattern: str, is_gitlab: bool) -> str | None:
    if len(pattern) > PATTERN_MAX:
        return f"is too long; accepted: up to {PATTERN_MAX} characters"
    if pattern.startswith("!"):
        return "is negated; accepted: a line without owners, which says that nobody owns the path"
    if "[" in pattern or "]" in pattern:
        return "has a set of characters; accepted: * and ?"
    if pattern.startswith("\\#") and not is_gitlab:
        return "begins with an escaped #; accepted: a pattern such as ?name"
    if not pattern.strip("/"):
        return "names no file; accepted: a path or a pattern"
    return None


def _parts(pattern: str, is_gitlab: bool) -> tuple[str, ...]:
    """Names to match one by one; `**` stands for any number of them.

    GitHub ties a pattern with a slash inside to the root and takes a name for a file or a folder; GitLab ties only those
    that begin with a slash and takes a name without a slash behind it for a file. `folder/*` is what lies directly in it.
    """
    names = [name for name in pattern.split("/") if name]
    is_tied = pattern.startswith("/") or (not is_gitlab and "/" in pattern.rstrip("/"))
    parts = names if is_tied else ["**", *names]
    if pattern.endswith("/"):
        parts = [*parts, "*", "**"]
    elif names[-1] == "**":
        parts = [*parts[:-1], "*", "**"]
    elif names[-1] != "*" and not is_gitlab:
        parts = [*parts, "**"]
    return tuple(parts)


def _is_plain(part: str) -> bool:
    return "*" not in part and "?" not in part


def _index(rules: Sequence[_Rule]) -> dict[str, list[int]]:
    """Where to look for the rules that may match a path: by the plain path they begin with, else by the rarest plain name
    in them, else by the ending of a name, else everywhere. Of rules with one meaning only the last can ever count."""
    last = {(rule.section, rule.is_exclusion, rule.parts): index for index, rule in enumerate(rules)}
    counts = Counter(part for rule in rules for part in set(rule.parts) if _is_plain(part))
    found: dict[str, list[int]] = defaultdict(list)
    for index in sorted(last.values()):
        found[_key(rules[index].parts, counts)].append(index)
    return dict(found)


def _key(parts: Sequence[str], counts: Counter[str]) -> str:
    prefix = "/".join(takewhile(_is_plain, parts))
    if prefix:
        return f"/{prefix}"
    plain = [part for part in parts if _is_plain(part)]
    if plain:
        return min(plain, key=lambda part: counts[part])
    endings = (_ending(part) for part in parts)
    return next((ending for ending in endings if _is_plain(ending[1:])), "")


def _ending(name: str) -> str:
    """`*.sql` for a name or a pattern that ends so; no name has a `*`, so that it is no name."""
    _, dot, ending = name.rpartition(".")
    return f"*.{ending}" if dot else "**"


def _fits(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Match name by name; after a mismatch only the last `**` takes one more, for what it leaves to those before it
    cannot help them."""
    at = here = 0
    star_at, star_here = -1, 0
    while here < len(names):
        if at < len(parts) and parts[at] == "**":
            star_at, star_here = at, here
            at += 1
        elif at < len(parts) and _name_fits(parts[at], names[here]):
            at += 1
            here += 1
        elif star_at >= 0:
            star_here += 1
            at, here = star_at + 1, star_here
        else:
            return False
    return all(part == "**" for part in parts[at:])


def _name_fits(pattern: str, name: str) -> bool:
    return pattern == name or (not _is_plain(pattern) and _compiled(pattern).match(name) is not None)


@lru_cache(maxsize=50_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`translate` makes an expression in which no star is tried twice."""
    return re.compile(translate(pattern))
