"""Query strings of the Marquez door: keys that nobody asked for are ignored, since its clients send some."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest

from catalog.errors import InvalidError
from lineage.answers import RunState
from lineage.queries.name_search import NameSort
from portal.api.marquez.render import STATE_WORDS
from portal.api.rest.arguments import Arguments

LIMIT_MAX = 10_000
OFFSET_MAX = 2**31 - 1
_STATES = {word: state for state, word in STATE_WORDS.items()}
_SORTS = {"name": NameSort.NAME, "updated_at": NameSort.UPDATED_AT, "update_at": NameSort.UPDATED_AT}


def _in_range(at: datetime) -> bool:
    """Whether days can be taken from it and added to it, in every time zone."""
    return 1970 <= at.year < 9999


class MarquezArguments(Arguments):
    """The arguments of one request."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._lists = request.GET

    def page(self) -> dict[str, int]:
        """limit and offset."""
        return {"limit": self.within("limit", 100, LIMIT_MAX), "offset": self.within("offset", 0, OFFSET_MAX)}

    def within(self, name: str, default: int, high: int) -> int:
        """A whole number from 0 to a limit."""
        value = self.number(name, default)
        if not 0 <= value <= high:
            raise InvalidError.of(name, f"must be a whole number from 0 to {high}")
        return int(value)

    def instant(self, name: str) -> datetime | None:
        """An RFC 3339 time; a `+` that was sent as it is arrives as a blank."""
        found = self.text(name)
        if found is None:
            return None
        try:
            at = datetime.fromisoformat(found.replace(" ", "+"))
            if at.tzinfo is None or not _in_range(at):
                raise ValueError
        except ValueError:
            wanted = "an RFC 3339 time since 1970 with an offset, such as 2026-01-31T06:00:00Z"
            raise InvalidError.of(name, f"{found[:40]!r} is not {wanted}") from None
        return at

    def day(self, name: str) -> datetime | None:
        """The first instant of a day, UTC."""
        found = self.text(name)
        if found is None:
            return None
        try:
            at = datetime.combine(date.fromisoformat(found), time(), UTC)
            if not _in_range(at):
                raise ValueError
        except ValueError:
            raise InvalidError.of(name, f"{found[:40]!r} is no day since 1970 such as 2026-01-31") from None
        return at

    def day_end(self, name: str) -> datetime | None:
        """The first instant after a day."""
        found = self.day(name)
        return found + timedelta(days=1) if found else None

    def zone(self, name: str) -> ZoneInfo:
        """A time zone; UTC when absent."""
        found = self.text(name) or "UTC"
        try:
            return ZoneInfo(found)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidError.of(name, f"{found[:40]!r} is no time zone such as Europe/Berlin") from None

    def states(self) -> tuple[RunState, ...]:
        """lastRunStates, repeated or split at commas; `runState` is what the web UI calls it."""
        words = [
            word.strip().upper()
            for name in ("lastRunStates", "runState")
            for text in self._lists.getlist(name)
            for word in text.split(",")
            if word.strip()
        ]
        unknown = [word for word in words if word not in _STATES]
        if unknown:
            raise InvalidError.of("lastRunStates", f"{unknown[0][:40]!r} is unknown; known are {', '.join(_STATES)}")
        return tuple(_STATES[word] for word in words)

    def sort(self) -> NameSort:
        """name or updated_at; Marquez itself says update_at."""
        found = (self.text("sort") or "name").lower()
        if found not in _SORTS:
            raise InvalidError.of("sort", f"{found[:40]!r} is unknown; known are name and updated_at")
        return _SORTS[found]

    def one_of(self, name: str, known: tuple[str, ...], *, required: bool = False) -> str | None:
        """One word of a list, letter case aside; None when absent."""
        found = self.must(name) if required else self.text(name)
        if found is None:
            return None
        if found.lower() not in known:
            raise InvalidError.of(name, f"{found[:40]!r} is unknown; known are {' and '.join(known)}")
        return found.lower()
