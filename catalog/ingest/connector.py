"""The socket connectors plug into, and the typed reader of their configuration.

A connector is built from a mapping a person wrote, and then yields records. It never touches the database
(import rule), so a test needs no database either. Third parties register theirs under the entry-point group
`headwater.connectors`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar

from catalog.records import Record

TEXT_MAX = 2048
LIST_MAX = 100


class ConnectorConfigError(ValueError):
    """A field of the configuration is missing, unknown or of a value that is not accepted.

    The message names the field and what is accepted, never the value: it may be a secret (threat T11).
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class ConnectorReadError(Exception):
    """The read as a whole failed and nothing may be concluded from it. The message holds no secret.

    Raised instead of the final cursor; records yielded before it may be used, but nothing may be deleted.
    """


class Connector(ABC):
    """Reads one source. One class, one file, one entry-point line.

    `__init__` raises ConnectorConfigError and opens nothing. `read` yields records, a CursorRecord last, or
    raises ConnectorReadError; `cursor` is what the last CursorRecord said, None on the first read or to
    read all again.
    """

    kind: ClassVar[str]
    """Name of the connector in a source's configuration; free text, never a database choice."""
    takes_secrets: ClassVar[bool] = True
    """Whether ${ENV} names in its configuration stand for values; not where the configuration is told in what is read."""

    @abstractmethod
    def __init__(self, config: Mapping[str, object]) -> None: ...

    @abstractmethod
    def read(self, cursor: str | None) -> Iterator[Record]:
        """Yield what the source says now; memory stays bounded by one item, not by the source."""


class ConfigReader:
    """Reads typed fields from a configuration. Call `finish` last: it refuses fields nobody asked for.

    An unknown field is refused rather than ignored, because a misspelt limit that silently does nothing is
    worse than an error at the moment a person can still correct it.
    """

    def __init__(self, config: Mapping[str, object]) -> None:
        self._config = config
        self._known: list[str] = []

    def text(self, field: str, default: str | None = None) -> str:
        """A text of 1 to 2,048 characters without control characters; required when there is no default."""
        value = self._take(field)
        if value is None:
            if default is None:
                raise ConnectorConfigError(field, "is required; give a text")
            return default
        return self._checked_text(field, value)

    def text_or_none(self, field: str) -> str | None:
        """As `text`, for a field that may be left out."""
        value = self._take(field)
        return None if value is None else self._checked_text(field, value)

    def texts(self, field: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of 1 to 100 texts."""
        value = self._take(field)
        if value is None:
            return default
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= LIST_MAX:
            raise ConnectorConfigError(field, f"must be a list of 1 to {LIST_MAX} texts")
        return tuple(self._checked_text(f"{field}[{i}]", item) for i, item in enumerate(value))

    def integer(self, field: str, default: int, *, low: int, high: int) -> int:
        """A whole number within the bounds; true and false are no numbers."""
        value = self._take(field)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ConnectorConfigError(field, f"must be a whole number from {low} to {high}")
        return value

    def flag(self, field: str, *, default: bool) -> bool:
        """true or false; no words, no numbers."""
        value = self._take(field)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise ConnectorConfigError(field, "must be true or false")
        return value

    def finish(self) -> None:
        """Refuse the first field that was not read."""
        for field in self._config:
            if field not in self._known:
                raise ConnectorConfigError(str(field), f"is unknown; accepted: {', '.join(sorted(self._known))}")

    def _take(self, field: str) -> object:
        self._known.append(field)
        return self._config.get(field)

    @staticmethod
    def _checked_text(field: str, value: object) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= TEXT_MAX or not value.isprintable():
            message = f"must be a text of 1 to {TEXT_MAX} characters without control characters"
            raise ConnectorConfigError(field, message)
        return value
