"""Events taken apart into what differs from one to the next, and what was said before in the very same bytes: facets, and
whole datasets with theirs. What is found out about such a text is found out once. Pure, but for the memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
import orjson

V = TypeVar("V")
T = TypeVar("T")
Raws = dict[str, msgspec.Raw]
# A run, job or dataset, the name of one of its groups of facets (empty there as yet), and the facets as text
Group = tuple[dict[str, Any], str, Raws]
# The datasets that an event reads and writes, each as text
Items = dict[str, list[msgspec.Raw]]
GROUPS = frozenset({"facets", "inputFacets", "outputFacets"})
_PLAIN = GROUPS | {"namespace", "name"}
# Inputs and outputs that are longer, or say more than the standard has, are not remembered.
ITEM_MAX = 64 * 1024
_object = msgspec.json.Decoder(Raws | None).decode
_list = msgspec.json.Decoder(list[msgspec.Raw] | None).decode
_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode


class NotTakenApart(ValueError):
    """The bytes are no JSON, or no object where an event, a run, a job or a dataset has to be one."""


class Memory(Generic[V]):
    """The latest values by key. What nobody asked for while `limit` others were put in is forgotten."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._young: dict[bytes, V] = {}
        self._old: dict[bytes, V] = {}

    def get(self, key: bytes) -> V | None:
        """The value, or None; asking keeps it."""
        value = self._young.get(key)
        if value is None and (value := self._old.get(key)) is not None:
            self.put(key, value)
        return value

    def put(self, key: bytes, value: V) -> None:
        """Remember."""
        if len(self._young) >= self._limit:
            self._old, self._young = self._young, {}
        self._young[key] = value


def raw_items(raw: bytes) -> list[msgspec.Raw]:
    """The items of a JSON array, not read any further; NotTakenApart when it is none."""
    try:
        items = _list(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotTakenApart(str(error)) from error
    if items is None:
        raise NotTakenApart("null")
    return list(items)


def take_apart(raw: bytes | msgspec.Raw) -> tuple[dict[str, Any], list[Group], Items]:
    """An event without facets, inputs and outputs (null stands where they were); the groups of facets of its run and job, or
    dataset; its inputs and outputs.

    Raises NotTakenApart; what it says is not meant for people, the caller reads such an event as a whole.
    """
    event: dict[str, Any] = {}
    groups: list[Group] = []
    items: Items = {}
    try:
        for key, part in (_object(raw) or {}).items():
            if key in ("run", "job", "dataset"):
                event[key] = _node(part, groups)
            elif key in ("inputs", "outputs"):
                event[key] = None
                found = _list(part)
                if found is not None:
                    items[key] = found
            else:
                event[key] = orjson.loads(bytes(part))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, orjson.JSONDecodeError) as error:
        raise NotTakenApart(str(error)) from error
    return event, groups, items


def item_apart(raw: bytes | msgspec.Raw) -> tuple[dict[str, Any], list[Group]]:
    """An input or output without its facets, and these; NotTakenApart, also when it is null."""
    groups: list[Group] = []
    try:
        node = _node(raw, groups)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, orjson.JSONDecodeError) as error:
        raise NotTakenApart(str(error)) from error
    if node is None:
        raise NotTakenApart("null")
    return node, groups


def _node(raw: bytes | msgspec.Raw, groups: list[Group]) -> dict[str, Any] | None:
    parts = _object(raw)
    if parts is None:
        return None
    node: dict[str, Any] = {}
    for key, part in parts.items():
        if key in GROUPS:
            facets = _object(part)
            node[key] = None if facets is None else {}
            if facets:
                groups.append((node, key, facets))
        else:
            node[key] = orjson.loads(bytes(part))
    return node


def digest_of(text: bytes | msgspec.Raw) -> bytes:
    """16 bytes that stand for a text. SHA-256, since processors have instructions for it."""
    return hashlib.sha256(text).digest()[:16]


def is_worth_remembering(raw: msgspec.Raw, node: dict[str, Any]) -> bool:
    """Whether an input or output, without facets, is so small that thousands of them may be kept."""
    return len(raw) <= ITEM_MAX and node.keys() <= _PLAIN


@dataclass(frozen=True, slots=True)
class Item:
    """An input or output put together: its JSON, and a digest that does not know the order of keys outside of facets."""

    text: msgspec.Raw
    digest: str


def item_together(node: dict[str, Any], groups: Iterable[Group]) -> Item:
    """With these facets. The node stays as it is."""
    whole = node | {key: facets for _, key, facets in groups}
    return Item(msgspec.Raw(_encode(whole)), digest_of(_encode_sorted(whole)).hex())


def put_together(
    event: dict[str, Any], groups: Iterable[Group], items: Mapping[str, list[Item]]
) -> tuple[bytes, bytes]:
    """JSON of an event with these facets, inputs and outputs, and 16 bytes that are the same whatever the order of the keys
    outside of facets."""
    for node, key, facets in groups:
        node[key] = facets
    body = _encode(event | {key: [item.text for item in some] for key, some in items.items()})
    return body, digest_of(_encode_sorted(event | {key: [item.digest for item in some] for key, some in items.items()}))


class FacetTexts(Mapping[str, Any]):
    """The facets of one group by name, each read when somebody looks at it; None for one that is `null`."""

    __slots__ = ("_digests", "_names", "_values")

    def __init__(self, raws: Raws) -> None:
        self._names: Mapping[str, Any] = raws
        self._values: dict[str, Any] = {}
        self._digests: dict[str, bytes] = {}

    def _text(self, name: str) -> msgspec.Raw:
        text: msgspec.Raw = self._names[name]
        return text

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            self._values[name] = orjson.loads(bytes(self._text(name)))
        return self._values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """As of a dict, and as fast when there is none."""
        return self[name] if name in self._names else default

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def digest(self, name: str) -> bytes:
        """16 bytes of the facet's text."""
        found = self._digests.get(name)
        if found is None:
            found = self._digests[name] = digest_of(self._text(name))
        return found


class _FacetTextsOfItem(FacetTexts):
    """Those of an input or output whose text was seen before: their names and digests are known, the rest is not read."""

    __slots__ = ("_item", "_key")

    def __init__(self, item: msgspec.Raw, key: str, digests: dict[str, bytes]) -> None:
        self._item, self._key = item, key
        self._names = self._digests = digests
        self._values = {}

    def _text(self, name: str) -> msgspec.Raw:
        return next(facets for _, key, facets in item_apart(self._item)[1] if key == self._key)[name]


# Facets whose findings are kept: a finding is a few hundred bytes, so the memory stays below 50 MB.
_FINDINGS: Memory[dict[object, Any]] = Memory(60_000)


def found_once(facets: Mapping[str, Any], name: str, find: Callable[[Any], T]) -> T:
    """`find` of a facet (of None when there is none); of facets with the same text it is asked once.

    `find` must be a function of the module, pure, and what it finds small and not changed by anybody.
    """
    if not isinstance(facets, FacetTexts) or name not in facets:
        return find(facets.get(name))
    key = facets.digest(name)
    findings = _FINDINGS.get(key)
    if findings is None:
        findings = {}
        _FINDINGS.put(key, findings)
    if find not in findings:
        findings[find] = find(facets[name])
    found: T = findings[find]
    return found


@dataclass(frozen=True, slots=True)
class _KnownItem:
    """What is kept of an input or output: all but its facets, and their digests by group and name."""

    node: dict[str, Any]
    groups: tuple[tuple[str, dict[str, bytes]], ...]


# A kilobyte each, so that the memory stays below 40 MB.
_ITEMS: Memory[_KnownItem] = Memory(20_000)


def _item_texts(raw: msgspec.Raw) -> dict[str, Any]:
    digest = digest_of(raw)
    known = _ITEMS.get(digest)
    if known is None:
        node, groups = item_apart(raw)
        digests = ((key, {name: digest_of(text) for name, text in facets.items()}) for _, key, facets in groups)
        known = _KnownItem(node, tuple(digests))
        if is_worth_remembering(raw, node):
            _ITEMS.put(digest, known)
    return known.node | {key: _FacetTextsOfItem(raw, key, digests) for key, digests in known.groups}


def event_texts(raw: bytes) -> dict[str, Any]:
    """An event whose facets are FacetTexts; NotTakenApart."""
    event, groups, items = take_apart(raw)
    for node, key, facets in groups:
        node[key] = FacetTexts(facets)
    return event | {key: [_item_texts(item) for item in some] for key, some in items.items()}
