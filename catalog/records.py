"""What a connector yields: seven frozen values, and nothing else. Pure; ARCHITECTURE section 2, "Record".

A record never refers to a row: connectors don't know the database, and the same records can be planned (a
diff) or applied. Locators are places inside the source (`path:line`), never places on this machine, and
never hold a secret.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from catalog.names import digest_json


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRecord:
    """One descriptor as one source states it; the built-in connectors yield only valid ones."""

    descriptor: dict[str, Any]
    """Backstage descriptor: apiVersion, kind, metadata, spec. JSON types only."""
    locator: str
    """`file:line` inside the source, for messages and for a person who wants to fix it."""
    url: str | None = None
    """Where a person can look at it; None when the source has no web page for it."""
    leads_to: tuple[str, ...] = ()
    """Of a Location: the files of the source that it leads to, as locators name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersFileRecord:
    """The CODEOWNERS file of the source, as it is; at most one, and a complete read without one means there is none."""

    path: str
    text: str
    url: str | None = None
    """The repository, without credentials; None when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """An OpenLineage event: what a connector knows of runs and lineage goes the way of pushed events."""

    payload: dict[str, Any]
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRecord:
    """One item of the source that could not be used. An issue never ends a read.

    What an item with an issue said before is still the best that is known of it: keep the claims of `ref`,
    and, where `ref` is None, those whose locator lies in the same file as `item`.
    """

    item: str
    """Locator of the bad item: `path` or `path:line`."""
    code: str
    """Stable, dotted, lower-case: `yaml.refused`, `name.format`, `file.symlink`, ..."""
    message: str
    """What was wrong and what is accepted; names no secret."""
    ref: str | None = None
    """Lower-cased full ref of the entity, where the item said enough to know it."""
    url: str | None = None
    file: str | None = None
    """A file that cannot be had, where it is not the one of `item`: claims whose locator lies in it are kept too."""


def issue_digest(issue: IssueRecord) -> uuid.UUID:
    """Equal for the same problem of the same item."""
    return digest_json([issue.item, issue.code, issue.message])


@dataclass(frozen=True, slots=True, kw_only=True)
class UnchangedRecord:
    """The source says what it said at its last read, to the letter: all that came of it stands. Nothing but the
    cursor comes beside it. Where the catalog did not take all of that read, it reads again, without a cursor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressRecord:
    """How far a read is; for people only. `total` is None while it is unknown."""

    done: int
    total: int | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorRecord:
    """Always the last record. `complete=False`: a partial read, from whose silence nothing may be deleted."""

    cursor: str
    complete: bool


Record = EntityRecord | OwnersFileRecord | EventRecord | IssueRecord | UnchangedRecord | ProgressRecord | CursorRecord
