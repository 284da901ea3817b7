"""The metadata of a descriptor: names, labels, annotations, tags, links; and how messages say a value. Pure.

Rules: docs/backstage.md section 5. Beyond Backstage, a URL that runs a script is a finding (threat T18):
Backstage only blanks it in two annotations, and a reader of ours might forget to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from catalog.ingest.descriptor_rules import Shape
from catalog.names import NAME_PATTERN, NAMESPACE_PATTERN

Path = tuple[str | int, ...]
Found = tuple[Path, str, str]
"""(path, rule code, message without the path)."""

LINK_ANNOTATIONS = frozenset({"backstage.io/view-url", "backstage.io/edit-url"})
SCRIPT_SCHEMES = frozenset({"javascript", "data", "vbscript"})

SUBDOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*\Z")
_TAG = re.compile(r"(?=.{1,63}\Z)[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*\Z")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20\x7f]+")
_WEB_SCHEMES = frozenset({"http", "https", "ws", "wss", "ftp"})
_NAME = "1 to 63 letters, digits, '-', '_' or '.', starting and ending with a letter or digit"
_KEY = f"[DNS name/]name, the name of {_NAME}"


def metadata_findings(metadata: dict[str, Any]) -> Iterator[Found]:
    """Everything in `metadata` that breaks a rule, in document order."""
    name = metadata.get("name")
    if name is None:
        yield ("metadata", "name"), "envelope.required", f"is missing; accepted: {_NAME}"
    elif not isinstance(name, str) or not NAME_PATTERN.match(name):
        yield ("metadata", "name"), "name.format", f"{shown(name)} is not legal; accepted: {_NAME}"
    namespace = metadata.get("namespace", "default")
    if not isinstance(namespace, str) or not NAMESPACE_PATTERN.match(namespace):
        accepted = "1 to 63 lower-case letters, digits and '-' between them"
        yield (
            ("metadata", "namespace"),
            "namespace.format",
            f"{shown(namespace)} is not legal; accepted: {accepted}",
        )
    for field in ("uid", "etag", "title"):
        if field in metadata and not is_text(metadata[field]):
            yield ("metadata", field), "field.text", f"is {what(metadata[field])}; accepted: {Shape.TEXT}"
    if not isinstance(metadata.get("description", ""), str):
        yield (
            ("metadata", "description"),
            "field.text",
            f"is {what(metadata['description'])}; accepted: a text",
        )
    yield from _labels(metadata.get("labels", {}))
    yield from _annotations(metadata.get("annotations", {}))
    yield from _tags(metadata.get("tags", []))
    yield from _links(metadata.get("links", []))


def _labels(labels: object) -> Iterator[Found]:
    path: Path = ("metadata", "labels")
    if not isinstance(labels, dict):
        yield path, "field.object", f"is {what(labels)}; accepted: a mapping of texts"
        return
    for key, value in labels.items():
        if not _is_key(key):
            yield (*path, key), "label.key", f"key {shown(key)} is not legal; accepted: {_KEY}"
        if not isinstance(value, str) or (value and not NAME_PATTERN.match(value)):
            yield (*path, key), "label.value", f"{shown(value)} is not legal; accepted: empty, or {_NAME}"


def _annotations(annotations: object) -> Iterator[Found]:
    path: Path = ("metadata", "annotations")
    if not isinstance(annotations, dict):
        yield path, "field.object", f"is {what(annotations)}; accepted: a mapping of texts"
        return
    for key, value in annotations.items():
        if not _is_key(key):
            yield (*path, key), "annotation.key", f"key {shown(key)} is not legal; accepted: {_KEY}"
        if not isinstance(value, str):
            yield (*path, key), "annotation.value", f"is {what(value)}; accepted: a text (put it in quotes)"
        elif key in LINK_ANNOTATIONS and _is_script(value):
            yield (*path, key), "annotation.script", "is a URL that runs a script; accepted: an https URL"


def _tags(tags: object) -> Iterator[Found]:
    path: Path = ("metadata", "tags")
    if not isinstance(tags, list):
        yield path, "field.list", f"is {what(tags)}; accepted: a list of texts"
        return
    accepted = "1 to 63 of a-z, 0-9, ':', '+', '#', and '-' between them"
    for index, tag in enumerate(tags):
        if not isinstance(tag, str) or not _TAG.match(tag):
            yield (*path, index), "tag.format", f"{shown(tag)} is not legal; accepted: {accepted}"


def _links(links: object) -> Iterator[Found]:
    path: Path = ("metadata", "links")
    if not isinstance(links, list):
        yield path, "field.list", f"is {what(links)}; accepted: a list of mappings with a url"
        return
    for index, link in enumerate(links):
        if not isinstance(link, dict):
            yield (*path, index), "field.object", f"is {what(link)}; accepted: a mapping with a url"
            continue
        url = link.get("url")
        if not isinstance(url, str) or not _is_url(url):
            yield (
                (*path, index, "url"),
                "link.url",
                f"{shown(url)} is not a URL; accepted: such as https://example.org",
            )
        elif _is_script(url):
            yield (*path, index, "url"), "link.script", "is a URL that runs a script; accepted: an https URL"
        for field in ("title", "icon", "type"):
            if field in link and not is_text(link[field]):
                yield (*path, index, field), "field.text", f"is {what(link[field])}; accepted: {Shape.TEXT}"


def is_text(value: object) -> TypeGuard[str]:
    """A text that says something."""
    return isinstance(value, str) and bool(value)


@lru_cache(10_000)
def _is_key(key: str) -> bool:
    """Kept, since descriptors share their keys."""
    prefix, slash, name = key.rpartition("/")
    return bool(NAME_PATTERN.match(name)) and (not slash or bool(SUBDOMAIN.match(prefix)))


def _is_url(text: str) -> bool:
    """As a browser would take it: a scheme, and a host where the scheme has hosts."""
    scheme = _SCHEME.match(text.strip())
    if scheme is None:
        return False
    try:
        parts = urlsplit(text.strip())
        return scheme[1].lower() not in _WEB_SCHEMES or bool(parts.hostname)
    except ValueError:
        return False


def _is_script(text: str) -> bool:
    """Browsers drop control characters and blanks before they read the scheme, so they are dropped here
    too.
    """
    scheme = _SCHEME.match(_IGNORED_IN_URLS.sub("", text))
    return scheme is not None and scheme[1].lower() in SCRIPT_SCHEMES


def shown(value: object) -> str:
    """A text in quotes, cut; anything else in words."""
    return repr(value[:80]) if isinstance(value, str) else what(value)


def what(value: object) -> str:
    """A value in words, never its content: that may be long."""
    names = {dict: "a mapping", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    if value is None:
        return "missing"
    return "an empty text" if value == "" else names.get(type(value), "a text")
