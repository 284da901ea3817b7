"""Words and summaries of free text. Pure."""

from __future__ import annotations

import re

SUMMARY_LIMIT = 200
_WORD = re.compile(r"[a-z0-9]+")


def summary_of(markdown: str) -> str | None:
    """The first 200 characters as plain text: Markdown's marks and links are taken off."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown[:2000])
    text = " ".join(re.sub(r"[*_`#>|]+", " ", text).split())
    if len(text) <= SUMMARY_LIMIT:
        return text or None
    return text[: SUMMARY_LIMIT - 1].rsplit(" ", 1)[0] + "…"


def words_of(text: str, limit: int = 400) -> str:
    """Words for the search index: identifiers taken apart at every separator and capital letter, each once."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(list(dict.fromkeys(word[:50] for word in _WORD.findall(f"{text} {apart}".lower())))[:limit])
