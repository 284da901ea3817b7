"""YAML from strangers, as JSON values, in bounded time and memory (threats T16 and T17).

Why not `yaml.safe_load`: its C composer recurses without a check, so 100,000 `[` end the process; `<<`
merges and aliases grow without bound. Here libyaml is asked for *events* only. Its event side keeps its own
stack and looks ahead 1,024 characters at most, so reading stops at the first event past a limit; values are
built from the events by a loop, not by recursion. One MiB of any bomb tried is answered in under 0.3 s, in
this process.

Scalars follow the YAML 1.2 core schema, as Backstage's reader does: `yes`, `on`, `1:30` and `2026-01-31`
are texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

BYTES_MAX = 1024 * 1024
DEPTH_MAX = 64
NODES_MAX = 100_000
INT64 = range(-(2**63), 2**63)

_MARKER = re.compile(r"(---|\.\.\.)(?=\s|\Z)")
_NOTHING = re.compile(r"\s*(?:#|\Z)|%")
_DIRECTIVE_ACCEPTED = re.compile(r"%YAML[ \t]+1\.\d+\s*(?:#.*)?\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_CONSTANTS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_CORE = "tag:yaml.org,2002:"
_COLLECTION_TAGS = {None, "!", _CORE + "map", _CORE + "seq"}
_SCALAR_TAGS = {None, "!", *(_CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp"))}
_AS_TEXT = {"!", _CORE + "str", _CORE + "timestamp"}


class YamlRefused(ValueError):
    """A document (or, at line 1, the whole text) is not accepted; the message says why and what is
    accepted.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


class _TooMuch(YamlRefused):
    """The budget of the whole text is spent: what follows is not read either."""


@dataclass(slots=True)
class _Node:
    """A value with the line it starts on; `children` mirrors a mapping or a list."""

    line: int
    value: Any
    children: dict[str, _Node] | list[_Node] | None = None
    key: _Node | None = None


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """One document of a stream: JSON types only."""

    line: int
    value: Any
    _root: _Node

    def line_of(self, path: Sequence[str | int]) -> int:
        """Line of the value at `path`; where the path leaves the document, that of the last part that is
        there.
        """
        node = self._root
        for step in path:
            below = node.children
            if isinstance(below, dict) and isinstance(step, str) and step in below:
                node = below[step]
            elif isinstance(below, list) and isinstance(step, int) and 0 <= step < len(below):
                node = below[step]
            else:
                break
        return node.line


def document_of(line: int, value: Any) -> YamlDocument:
    """What was read in another way, as a document that stands on one line."""
    return YamlDocument(line, value, _Node(line, value))


def yaml_documents(data: bytes, *, first_line: int = 1) -> Iterator[YamlDocument | YamlRefused]:
    """Every document of a YAML stream, in order; a refused one takes its place as a YamlRefused (not raised).

    Documents are cut at `---` and `...` before parsing, which YAML makes safe (no content may hold them at
    the start of a line), so that a syntax error hides only its own document. Empty documents are left out.
    A text that is too big, not UTF-8, or over the node budget yields one refusal and ends.
    `first_line` is the number of its first line, where it is a part of something longer.
    """
    if len(data) > BYTES_MAX:
        yield YamlRefused(first_line, f"the file has {len(data)} bytes; accepted: up to {BYTES_MAX}")
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + first_line
        yield YamlRefused(line, "the file is not UTF-8; accepted: UTF-8 text")
        return
    budget = _Budget(NODES_MAX)
    for line, part in _parts(text, first_line):
        try:
            yield from _documents_of(part, line, budget)
        except _TooMuch as too_much:
            yield too_much
            return
        except YamlRefused as refused:
            yield refused


def _parts(text: str, first: int) -> Iterator[tuple[int, str]]:
    """(first line, text) of each document; comments and directives stay with the document they precede."""
    lines: list[str] = []
    has_content = False
    for number, line in enumerate(text.split("\n"), start=first):
        marker = _MARKER.match(line)
        if marker and has_content and marker[1] == "---":
            yield first, "\n".join(lines)
            lines, first, has_content = [], number, False
        lines.append(line)
        if marker and marker[1] == "...":
            if has_content:
                yield first, "\n".join(lines)
            lines, first, has_content = [], number + 1, False
        elif marker or not _NOTHING.match(line):
            has_content = True
    if has_content:
        yield first, "\n".join(lines)


class _Budget:
    """Nodes that may still be built of one text, over all its documents."""

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes

    def spend(self, line: int) -> None:
        self.nodes -= 1
        if self.nodes < 0:
            raise _TooMuch(line, f"more than {NODES_MAX} values; accepted: up to {NODES_MAX} in a file")


def _documents_of(part: str, first_line: int, budget: _Budget) -> Iterator[YamlDocument]:
    for offset, text in enumerate(part.split("\n")):
        if text.startswith("%") and not _DIRECTIVE_ACCEPTED.match(text):
            # libyaml compares each %TAG with all before: 87,000 of them fit in 1 MiB and take minutes.
            raise YamlRefused(first_line + offset, "directive is not accepted; accepted: %YAML 1.2 or none")
    builder = _Builder(first_line, budget)
    try:
        for event in yaml.parse(part, Loader=yaml.CSafeLoader):
            root = builder.take(event)
            if root is not None and root.value is not None:
                yield YamlDocument(root.line, root.value, root)
    except yaml.reader.ReaderError as error:
        raise _reader_refusal(part, first_line, error) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + min(mark.line if mark else 0, part.count("\n"))
        raise YamlRefused(line, f"not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError:
        raise YamlRefused(first_line, "not YAML") from None


def _reader_refusal(part: str, first_line: int, error: yaml.reader.ReaderError) -> YamlRefused:
    """libyaml gives the place of a forbidden character as a byte offset."""
    before = part.encode("utf-8", "surrogatepass")[: max(error.position, 0)]
    return YamlRefused(first_line + before.count(b"\n"), "holds a control character; accepted: printable text")


class _Builder:
    """Turns events into nodes with an own stack; raises at the first event that is past a limit."""

    def __init__(self, first_line: int, budget: _Budget) -> None:
        self._first_line = first_line
        self._budget = budget
        self._stack: list[_Node] = []

    def take(self, event: yaml.Event) -> _Node | None:
        """The document's root when this event ends it, else None."""
        line = self._first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent):
            raise YamlRefused(line, f"alias *{event.anchor} is not accepted; write the value out")
        if isinstance(event, yaml.ScalarEvent):
            self._budget.spend(line)
            return self._scalar(event, line)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._budget.spend(line)
            self._open(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            return self._close(self._stack.pop())
        return None

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        if event.tag not in _COLLECTION_TAGS:
            raise YamlRefused(line, f"tag {_shown(event.tag)} is not accepted; write plain lists and mappings")
        if len(self._stack) >= DEPTH_MAX:
            raise YamlRefused(line, f"nested deeper than {DEPTH_MAX}; accepted: up to {DEPTH_MAX} levels")
        if self._wants_key():
            raise YamlRefused(line, "a key must be a text, not a list or a mapping")
        if isinstance(event, yaml.MappingStartEvent):
            self._stack.append(_Node(line, {}, {}))
        else:
            self._stack.append(_Node(line, [], []))

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> _Node | None:
        if event.tag not in _SCALAR_TAGS:
            raise YamlRefused(line, f"tag {_shown(event.tag)} is not accepted; write plain values")
        text = event.value
        if "\0" in text:
            raise YamlRefused(line, "holds a NUL character; accepted: text without it")
        if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
            raise YamlRefused(line, "holds half of a surrogate pair; accepted: whole characters")
        if self._wants_key():
            self._key(event, line)
            return None
        is_text = bool(event.style) or event.tag in _AS_TEXT
        return self._close(_Node(line, text if is_text else _plain(text, line)))

    def _wants_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].children, dict) and self._stack[-1].key is None

    def _key(self, event: yaml.ScalarEvent, line: int) -> None:
        mapping = self._stack[-1]
        if event.value == "<<" and not event.style:
            raise YamlRefused(line, "merge key << is not accepted; write the fields out")
        if event.value in mapping.value:
            raise YamlRefused(line, f"key {event.value[:80]!r} stands twice; accepted: once in a mapping")
        mapping.key = _Node(line, event.value)

    def _close(self, node: _Node) -> _Node | None:
        """Put a finished value where it belongs; the root comes back to the caller."""
        if not self._stack:
            return node
        parent = self._stack[-1]
        if isinstance(parent.children, dict) and parent.key is not None:
            key, parent.key = parent.key, None
            node.line = key.line
            parent.value[key.value] = node.value
            parent.children[key.value] = node
        elif isinstance(parent.children, list):
            parent.value.append(node.value)
            parent.children.append(node)
        return None


def _shown(tag: str | None) -> str:
    return (tag or "").replace(_CORE, "!!")[:80]


def is_plain_text(text: str) -> bool:
    """Whether a text without quotes is read as that text, and not as a number, a truth or nothing."""
    return text not in _CONSTANTS and not any(
        pattern.match(text) for pattern in (_INT, _OCTAL, _HEX, _FLOAT, _NOT_FINITE)
    )


def _plain(text: str, line: int) -> str | int | float | bool | None:
    """A plain scalar by the core schema; what JSON or int64 cannot hold is refused rather than bent."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    number: int | float
    if len(text) <= 64 and _INT.match(text):
        number = int(text)
    elif len(text) <= 64 and _OCTAL.match(text):
        number = int(text[2:], 8)
    elif len(text) <= 64 and _HEX.match(text):
        number = int(text[2:], 16)
    elif _FLOAT.match(text) or _NOT_FINITE.match(text):
        number = float(text) if _FLOAT.match(text) else math.inf
    else:
        return text
    if isinstance(number, float) and not math.isfinite(number):
        raise YamlRefused(line, f"{text[:40]} is no finite number; put it in quotes if it is a text")
    if isinstance(number, int) and number not in INT64:
        raise YamlRefused(line, f"{text[:40]} does not fit in 64 bits; put it in quotes if it is a text")
    return number
