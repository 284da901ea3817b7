"""Words and summaries of free text. Pure."""

from __future__ import annotations

import re
import unicodedata

SUMMARY_LIMIT = 200
TYPED_LIMIT = 12
# Letters and digits of any script.
_WORD = re.compile(r"[^\W_]+")
# An underscore inside a word is part of a name, as in `payouts_daily`, and emphasises nothing.
_EMPHASIS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_MARKS = re.compile(r"[#>|]+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def summary_of(markdown: str) -> str | None:
    """The first 200 characters as plain text: Markdown's marks and links are taken off."""
    text = _LINK.sub(r"\1", markdown[:2000])
    text = " ".join(_MARKS.sub(" ", _EMPHASIS.sub("", text)).split())
    if len(text) <= SUMMARY_LIMIT:
        return text or None
    return text[: SUMMARY_LIMIT - 1].rsplit(" ", 1)[0] + "…"


def words_of(text: str, limit: int = 400) -> list[str]:
    """Words to find a text by, each once: identifiers taken apart at every separator and where a capital begins, and the
    identifier with capitals whole too. Lower-case, accents off."""
    apart = _apart(text)
    found = _WORD.findall(_plain(text if apart == text else f"{apart} {text}"))
    return list(dict.fromkeys(word[:50] for word in found))[:limit]


def typed_words(text: str) -> list[str]:
    """What somebody typed, taken apart as names are; at most 12 words, in their order, each once."""
    return list(dict.fromkeys(word[:50] for word in _WORD.findall(_plain(_apart(text)))))[:TYPED_LIMIT]


def _apart(text: str) -> str:
    return text if text.islower() else _INNER_CAPITAL.sub(" ", text)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def word_spans(text: str) -> list[tuple[int, int, str]]:
    """(start, end, word) of every word as `words_of` takes a text apart, for marking it."""
    found = re.finditer(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+", text)
    return [(match.start(), match.end(), _plain(match.group())) for match in found]
