"""Words: enums whose members carry the sentence that every door shows for them."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A lower-case word with its meaning: `LATE = "late", "Past its deadline."`"""

    doc: str

    def __new__(cls, value: str, doc: str = "") -> Word:
        """The member is the word itself; `doc` stands beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.doc = doc
        return member
