"""Who said what, field by field: sources in the order of their precedence, then people, whose edits stand above them. Pure.

An edit hides what sources say and never loses it: the first loser of an edited field is what shows when the edit is cleared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.field_paths import COLUMN, LINK, LINKS, Edit, set_of

PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceClaim:
    """One source's claim with what decides its weight."""

    source: str
    precedence: int
    trusted_for_owners: bool
    descriptor: dict[str, Any]
    locator: str
    url: str | None
    at: datetime

    def said(self) -> dict[str, Any]:
        """The line of provenance of all that it states."""
        return {"source": self.source, "at": self.at.isoformat(), "url": self.url or self.locator or None, "losers": []}


class Ledger:
    """Fields in the order of precedence: the first to state one wins, later ones are kept as losers; an edit beats all.

    Values by path: those of members of sets (`metadata.tags.pii`) are whether the member is there; a link that sources state
    has a path of its own (`metadata.links.https://...`), the list of people is one (`metadata.links`).
    """

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.provenance: dict[str, Any] = {}

    def offer(self, path: str, value: Any, said: dict[str, Any]) -> None:
        """What the next source in the order of precedence says; `said` is one line for all that it does."""
        if value is None or value == "":
            return
        if path not in self.values:
            self.values[path] = value
            self.provenance[path] = said
        elif value != self.values[path]:
            won = self.provenance[path]
            self.provenance[path] = {**won, "losers": [*won["losers"], self.lost(said, value)]}

    def overrule(self, edit: Edit) -> None:
        """What a person says, when all sources have spoken; columns are no fields of a descriptor."""
        if edit.path.startswith(COLUMN):
            return
        declared = self.declared(edit.path)
        losers = self._links_lost() if edit.path == LINKS else self._lost(edit.path)
        self.values[edit.path] = edit.value
        self.provenance[edit.path] = {
            "source": PEOPLE,
            "at": edit.at.isoformat(),
            "url": None,
            "by": edit.by,
            "losers": losers,
            "redundant": declared == edit.value,
            "hides_newer": declared not in (None, edit.value, edit.hides),
        }

    def declared(self, path: str) -> Any:
        """What sources say at an editable path, as an edit has it."""
        if path == LINKS:
            return [link for known, link in self.values.items() if known.startswith(LINK)]
        return path in self.values if set_of(path) else self.values.get(path)

    @staticmethod
    def lost(was: dict[str, Any], value: Any) -> dict[str, Any]:
        """The line of a former winner among the losers."""
        return {"source": was["source"], "at": was["at"], "url": was["url"], "value": value}

    def _lost(self, path: str) -> list[dict[str, Any]]:
        was = self.provenance.get(path)
        if was is None:
            return []
        prefix = set_of(path)
        value = path.removeprefix(prefix) if prefix else self.values[path]
        return [self.lost(was, value), *was["losers"]]

    def _links_lost(self) -> list[dict[str, Any]]:
        """Every link of the sources; none of them shows any more."""
        paths = [path for path in self.values if path.startswith(LINK)]
        return [self.lost(self.provenance.pop(path), self.values.pop(path)) for path in paths]
