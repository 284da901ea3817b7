"""Is a document a Backstage descriptor, and what does it relate to? Pure.

Unlike Backstage, which stops at the first error, every finding is told at once: a person fixes a file in
one go. A descriptor with any finding is not loaded. Rules: docs/backstage.md sections 5 (validation), 6
(refs), 7 (relations).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.field_paths import TERMS_FIELD
from catalog.ingest.descriptor_metadata import (
    SUBDOMAIN,
    Found,
    Path,
    is_text,
    metadata_findings,
    shown,
    what,
)
from catalog.ingest.descriptor_rules import KINDS, RELATION_FIELDS, RELATIONS, KindRule, Shape
from catalog.ingest.placeholders import is_placeholder
from catalog.names import KIND_PATTERN, NAME_PATTERN, NAMESPACE_PATTERN, EntityRef, InvalidRef, term_ref

ROOT_FIELDS = ("apiVersion", "kind", "metadata", "spec")

_VERSION = re.compile(r"[a-zA-Z0-9]{1,63}\Z")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule one field breaks. `path` is dotted; `line` is None when the caller knows no lines."""

    path: str
    code: str
    message: str
    line: int | None = None


def descriptor_findings(descriptor: object, line_of: Callable[[Path], int] | None = None) -> tuple[Finding, ...]:
    """All findings in the order of the document's parts; empty when the descriptor can be loaded.

    `line_of` gives the line of a path (YamlDocument.line_of). Never raises, whatever the value.
    """
    return tuple(
        Finding(dotted(path), code, f"{dotted(path)}: {text}", line_of(path) if line_of else None)
        for path, code, text in _root(descriptor)
    )


def relations_of(descriptor: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(relation type, lower-cased target ref) in the declared direction, sorted, each once.

    The other direction is `descriptor_rules.REVERSE[type]` on the target. A ref that cannot be parsed is
    left out: a descriptor from `descriptor_findings` without findings has none. Short refs mean the
    entity's own namespace.
    """
    namespace = _own_namespace(descriptor)
    found = set()
    for field, text in _relation_texts(descriptor):
        relation = RELATIONS[field[0]]
        target = _target(text, relation.target, namespace)
        if target is not None:
            found.add((relation.type, target))
    return tuple(sorted(found))


def ref_of(descriptor: object) -> EntityRef | None:
    """The ref a descriptor claims, as far as it says one that is legal; for messages about a bad one too."""
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("metadata"), dict):
        return None
    kind, metadata = descriptor.get("kind"), descriptor["metadata"]
    namespace, name = metadata.get("namespace", "default"), metadata.get("name")
    if not (isinstance(kind, str) and isinstance(namespace, str) and isinstance(name, str)):
        return None
    legal = KIND_PATTERN.match(kind) and NAMESPACE_PATTERN.match(namespace) and NAME_PATTERN.match(name)
    return EntityRef(kind, namespace, name) if legal else None


def _root(descriptor: object) -> Iterator[Found]:
    if not isinstance(descriptor, dict):
        yield (
            (),
            "envelope.object",
            f"is {what(descriptor)}; accepted: a mapping with {', '.join(ROOT_FIELDS)}",
        )
        return
    for key in descriptor:
        if key not in ROOT_FIELDS:
            yield (key,), "envelope.unknown", f"is an unknown field; accepted: {', '.join(ROOT_FIELDS)}"
    version, kind = descriptor.get("apiVersion"), descriptor.get("kind")
    yield from _api_version(version)
    yield from _kind(kind, version)
    metadata = descriptor.get("metadata")
    if isinstance(metadata, dict):
        yield from metadata_findings(metadata)
    else:
        yield ("metadata",), "envelope.required", f"is {what(metadata)}; accepted: a mapping with a name"
    if isinstance(kind, str) and kind in KINDS:
        yield from _spec(descriptor, kind, KINDS[kind])
    yield from _terms(descriptor.get("spec"))


def _api_version(value: object) -> Iterator[Found]:
    path: Path = ("apiVersion",)
    if not isinstance(value, str) or not value:
        yield path, "envelope.required", f"is {what(value)}; accepted: a text such as backstage.io/v1alpha1"
        return
    prefix, slash, suffix = value.rpartition("/")
    if not _VERSION.match(suffix) or (slash and not SUBDOMAIN.match(prefix)):
        yield (
            path,
            "apiVersion.format",
            f"{shown(value)} is not legal; accepted: [DNS name/]letters and digits",
        )


def _kind(value: object, version: object) -> Iterator[Found]:
    path: Path = ("kind",)
    if not isinstance(value, str) or not value:
        yield path, "envelope.required", f"is {what(value)}; accepted: {', '.join(KINDS)}"
    elif not KIND_PATTERN.match(value):
        yield (
            path,
            "kind.format",
            f"{shown(value)} is not legal; accepted: a letter, then letters and digits",
        )
    elif value not in KINDS:
        yield path, "kind.unknown", f"{shown(value)} is not a known kind; accepted: {', '.join(KINDS)}"
    elif isinstance(version, str) and version and version not in KINDS[value].api_versions:
        accepted = " or ".join(KINDS[value].api_versions)
        yield (
            path,
            "kind.version",
            f"{value} is not known as {shown(version)}; accepted: apiVersion {accepted}",
        )


def _spec(descriptor: dict[str, Any], kind: str, rule: KindRule) -> Iterator[Found]:
    spec = descriptor.get("spec")
    if not isinstance(spec, dict):
        needs = ", ".join(rule.required) or ", ".join(rule.optional)
        yield ("spec",), "spec.required", f"is {what(spec)}; accepted: a mapping, for {kind} with {needs}"
        return
    for field, shape in rule.shapes.items():
        if field in spec:
            if not (shape is Shape.TEXT and is_text(spec[field])):  # which most are
                yield from _shaped(("spec", field), spec[field], shape)
        elif field in rule.required:
            yield ("spec", field), "spec.required", f"is missing; {kind} needs {shape}"
    for field, choices in rule.choices.items():
        if is_text(spec.get(field)) and spec[field] not in choices:
            yield (
                ("spec", field),
                "spec.choice",
                f"{shown(spec[field])} is not legal; accepted: {' or '.join(choices)}",
            )
    yield from _refs(descriptor)


def _shaped(path: Path, value: object, shape: Shape) -> Iterator[Found]:
    """A placeholder ($text and so on) that is not filled stands for content that is elsewhere: it passes unchecked."""
    if is_placeholder(value):
        return
    if shape in (Shape.TEXT, Shape.OBJECT):
        if not (is_text(value) if shape is Shape.TEXT else isinstance(value, dict)):
            yield path, "spec.type", f"is {what(value)}; accepted: {shape}"
        return
    if not isinstance(value, list):
        yield path, "spec.type", f"is {what(value)}; accepted: {shape}"
        return
    for index, item in enumerate(value):
        if not (is_text(item) if shape is Shape.TEXTS else isinstance(item, dict)):
            yield (*path, index), "spec.type", f"is {what(item)}; accepted: {shape}"


def _terms(spec: object) -> Iterator[Found]:
    """Terms of the glossary: entities of every kind may list them."""
    if not isinstance(spec, dict) or TERMS_FIELD not in spec:
        return
    path = ("spec", TERMS_FIELD)
    wrong = list(_shaped(path, spec[TERMS_FIELD], Shape.TEXTS))
    yield from wrong
    for index, text in enumerate([] if wrong else spec[TERMS_FIELD]):
        try:
            term_ref(text)
        except InvalidRef:
            accepted = "[glossaryterm:][namespace/]name"
            yield (*path, index), "ref.format", f"{shown(text)} is no glossary term; accepted: {accepted}"


def _refs(descriptor: dict[str, Any]) -> Iterator[Found]:
    namespace = _own_namespace(descriptor)
    for field, text in _relation_texts(descriptor):
        kind = RELATIONS[field[0]].target
        if _target(text, kind, namespace) is None:
            accepted = "[kind:][namespace/]name" if kind else "kind:[namespace/]name"
            yield ("spec", *field), "ref.format", f"{shown(text)} is no entity ref; accepted: {accepted}"


def _target(text: str, default_kind: str | None, default_namespace: str) -> str | None:
    """The lower-cased full ref a relation field means, None when it is no ref.

    As lenient as Backstage: only the parts' presence counts, so `group:default/a@example.org` is a ref, of an
    entity that cannot exist. `catalog.names.EntityRef` is stricter, for refs that people and clients send us.
    """
    rest = text
    kind: str | None = default_kind
    if ":" in text.partition("/")[0]:
        kind, _, rest = text.partition(":")
    namespace, slash, name = rest.partition("/")
    if not slash:
        namespace, name = default_namespace, rest
    return f"{kind}:{namespace}/{name}".lower() if kind and namespace and name else None


def _relation_texts(descriptor: Mapping[str, Any]) -> Iterator[tuple[tuple[str, *tuple[int, ...]], str]]:
    """((field,) or (field, index), text) of every ref of the spec, in the order of the fields' table."""
    kind, spec = descriptor.get("kind"), descriptor.get("spec")
    if not isinstance(kind, str) or not isinstance(spec, dict):
        return
    for field, shape in RELATION_FIELDS.get(kind, {}).items():
        value = spec.get(field)
        if shape is Shape.TEXT and is_text(value):
            yield (field,), value
        elif shape is Shape.TEXTS and isinstance(value, list):
            yield from (((field, index), item) for index, item in enumerate(value) if is_text(item))


def _own_namespace(descriptor: Mapping[str, Any]) -> str:
    metadata = descriptor.get("metadata")
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    return namespace if isinstance(namespace, str) and namespace else "default"


def dotted(path: Sequence[str | int]) -> str:
    """A path as messages tell it: `spec.dependsOn[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "document"
