"""What people write into fields, checked by the rules that descriptors have; everything that is wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.answers import given
from catalog.answers.fields import doc
from catalog.errors import FieldError, InvalidError
from catalog.field_paths import DESCRIPTION, LIFECYCLE, LINKS, TAG, TERM, TIER, TITLE, EditField, path_of
from catalog.ingest.descriptor_metadata import metadata_findings
from catalog.ingest.fold import TITLE_LIMIT
from catalog.names import InvalidRef, term_ref

DESCRIPTION_MAX = 100_000
LIFECYCLE_MAX = 100
TAGS_MAX = TERMS_MAX = 100
LINKS_MAX = 100
LINK_TEXT_MAX = 2_000
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SCHEMES = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkInput:
    """Link to a page."""

    url: str = doc("Address: http, https or mailto.")
    title: str | None = given("Text to show.")
    type: str | None = given("What it leads to, such as runbook or dashboard.")
    icon: str | None = given("Icon name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValues:
    """What is to be said of entities; None, and no members of sets: nothing."""

    title: str | None = None
    description: str | None = None
    tier: int | None = None
    lifecycle: str | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()
    links: Sequence[LinkInput] | None = None
    add_glossary_terms: Sequence[str] = ()
    remove_glossary_terms: Sequence[str] = ()

    def by_path(self) -> dict[str, Any]:
        """The value of each field as it is kept; raises InvalidError with everything that is wrong."""
        wrong = [FieldError(field, message) for field, message in self._findings()]
        if wrong:
            raise InvalidError("; ".join(f"{error.field}: {error.message}" for error in wrong), errors=tuple(wrong))
        links = None if self.links is None else [_link(link) for link in self.links]
        plain = {
            TITLE: self.title and self.title.strip(),
            DESCRIPTION: self.description,
            TIER: None if self.tier is None else str(self.tier),
            LIFECYCLE: self.lifecycle and self.lifecycle.strip(),
            LINKS: links,
        }
        tags = {TAG + tag: True for tag in self.add_tags} | {TAG + tag: False for tag in self.remove_tags}
        terms = {TERM + term_ref(text): True for text in self.add_glossary_terms}
        terms |= {TERM + term_ref(text): False for text in self.remove_glossary_terms}
        return {path: value for path, value in plain.items() if value is not None} | tags | terms

    def _findings(self) -> Iterator[tuple[str, str]]:
        yield from text_findings("title", self.title, TITLE_LIMIT)
        yield from text_findings("description", self.description, DESCRIPTION_MAX)
        yield from text_findings("lifecycle", self.lifecycle, LIFECYCLE_MAX)
        if self.tier is not None and not 1 <= self.tier <= 5:
            yield "tier", f"is {self.tier}; accepted: 1, most important, to 5"
        yield from _tag_findings("add_tags", self.add_tags)
        yield from _tag_findings("remove_tags", self.remove_tags)
        for tag in sorted(set(self.add_tags) & set(self.remove_tags)):
            yield "remove_tags", f"{tag!r} is also to be added; leave it out of one of the two"
        yield from _link_findings(self.links or ())
        added: dict[str, str] = {}
        yield from _term_findings("add_glossary_terms", self.add_glossary_terms, added)
        yield from _term_findings("remove_glossary_terms", self.remove_glossary_terms, added)


def refuse_both(values: dict[str, Any], clear: Sequence[EditField]) -> None:
    """Raise where a field is to be set and cleared, or where nothing is to be done."""
    for field in clear:
        if any(path.startswith(path_of(field)) for path in values):
            raise InvalidError.of("clear", f"{field.value} is also given a value; leave it out of one of the two")
    if not values and not clear:
        known = "title, description, tier, lifecycle, add_tags, remove_tags, links, add_glossary_terms, "
        known += "remove_glossary_terms, clear"
        raise InvalidError(f"Nothing is to be changed; give at least one of {known}.")


def text_findings(field: str, text: str | None, most: int) -> Iterator[tuple[str, str]]:
    """What is wrong with a text; None is nothing."""
    if text is None:
        return
    if not text.strip():
        yield field, "is empty; accepted: a text; clear the field to show what sources say"
    elif len(text) > most:
        yield field, f"has {len(text)} characters; at most {most} are accepted"
    elif _UNSEEN.search(text):
        yield field, "holds a control character; accepted: printable text"


def _tag_findings(field: str, tags: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(tags) > TAGS_MAX:
        yield field, f"has {len(tags)} tags; at most {TAGS_MAX} are accepted"
        return
    for path, _, message in metadata_findings({"name": "x", "tags": list(tags)}):
        yield f"{field}[{path[2]}]", message


def _term_findings(field: str, texts: Sequence[str], known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with refs of terms; `known` are those of the fields before, by ref."""
    if len(texts) > TERMS_MAX:
        yield field, f"has {len(texts)} terms; at most {TERMS_MAX} are accepted"
        return
    for index, text in enumerate(texts):
        try:
            ref = term_ref(text)
        except InvalidRef as error:
            yield f"{field}[{index}]", f"{error}; accepted: [glossaryterm:][namespace/]name"
            continue
        if known.setdefault(ref, field) != field:
            yield field, f"{text!r} is also to be added; leave it out of one of the two"


def _link_findings(links: Sequence[LinkInput]) -> Iterator[tuple[str, str]]:
    if len(links) > LINKS_MAX:
        yield "links", f"has {len(links)} links; at most {LINKS_MAX} are accepted"
        return
    broken = set()
    for path, _, message in metadata_findings({"name": "x", "links": [_link(link) for link in links]}):
        broken.add(path[2])
        yield f"links[{path[2]}].{path[3]}", message
    for index, link in enumerate(links):
        for part in ("title", "type", "icon"):
            yield from text_findings(f"links[{index}].{part}", getattr(link, part) or None, LINK_TEXT_MAX)
        if index in broken:
            continue
        if not link.url.startswith(_SCHEMES):
            yield f"links[{index}].url", "is no address of a page; accepted: http://, https:// or mailto:"
        yield from text_findings(f"links[{index}].url", link.url, LINK_TEXT_MAX)
        if link.url in {before.url for before in links[:index]}:
            yield f"links[{index}].url", "stands twice; accepted: once"


def _link(link: LinkInput) -> dict[str, str]:
    parts = {"url": link.url, "title": link.title, "type": link.type, "icon": link.icon}
    return {part: text for part, text in parts.items() if text is not None}
