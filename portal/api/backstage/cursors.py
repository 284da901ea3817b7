"""Cursors of by-query: the whole search and where a page ended. Anybody can make one, so every part is looked at."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

import orjson

from catalog.errors import InvalidError
from catalog.queries.descriptor_pages import DescriptorSearch
from catalog.queries.descriptors import DescriptorPage
from portal.api.backstage.predicates import Query, predicate_of

Position = tuple[str | None, int]
_ID_MAX = 2**31 - 1
# The only characters whose base64 differs between the standard alphabet and that of URLs; in JSON they stand in texts alone.
_SAME_IN_BOTH = {ord(char): f"\\u{ord(char):04x}" for char in ">~?\x7f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to find, in the words of the door."""

    query: Query
    order_field: str | None
    descending: bool
    text: str
    text_fields: tuple[str, ...]

    def search(self) -> DescriptorSearch:
        """The question that the catalog answers."""
        return DescriptorSearch(
            where=predicate_of(self.query),
            order_field=self.order_field,
            descending=self.descending,
            text=self.text,
            text_fields=self.text_fields,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page of a search ended, and how many entities there were in all."""

    asked: Asked
    total: int
    position: Position
    back: bool

    def encoded(self) -> str:
        """It names only what the viewer asked and was shown, so it need not be secret. The client looks for `query` in it,
        and when it is there goes on by POST, whose body may be as long as a search is."""
        value = {
            "query": self.asked.query,
            "order": [self.asked.order_field, self.asked.descending],
            "text": [self.asked.text, list(self.asked.text_fields)],
            "total": self.total,
            "position": list(self.position),
            "back": self.back,
        }
        text = json.dumps(value, separators=(",", ":")).translate(_SAME_IN_BOTH)
        return base64.b64encode(text.encode()).decode()


def cursor_of(text: str) -> Cursor:
    """A cursor as `encoded` makes it; raises InvalidError."""
    try:
        value = orjson.loads(base64.b64decode(text, validate=True))
        field, descending = value["order"]
        term, text_fields = value["text"]
        position, entity_id = value["position"]
        asked = Asked(
            query=dict(value["query"]),
            order_field=None if field is None else _text(field),
            descending=bool(descending),
            text=_text(term),
            text_fields=tuple(_text(name) for name in text_fields),
        )
        if (position is None) != (field is None):
            raise ValueError("a position of another order")
        if not isinstance(entity_id, int) or not 0 <= entity_id <= _ID_MAX:
            raise ValueError("no entity has this number")
        found = (None if position is None else _text(position), entity_id)
        return Cursor(asked=asked, total=int(value["total"]), position=found, back=bool(value["back"]))
    except (binascii.Error, KeyError, AttributeError, TypeError, ValueError) as error:
        raise InvalidError("Malformed cursor: could not be parsed") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def page_info(page: DescriptorPage, asked: Asked, total: int, cursor: Cursor | None, offset: int) -> dict[str, str]:
    """The cursors of a page, either way as far as there is something."""
    info: dict[str, str] = {}
    if not page.positions:
        return info
    back = cursor is not None and cursor.back
    first, last = page.positions
    if page.has_next or back:
        info["nextCursor"] = Cursor(asked=asked, total=total, position=last, back=False).encoded()
    if page.has_next if back else cursor is not None or offset:
        info["prevCursor"] = Cursor(asked=asked, total=total, position=first, back=True).encoded()
    return info
