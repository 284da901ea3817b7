"""The whole graph as arrays, for questions that go all over it: neighbours in rows one behind the other (compressed sparse rows),
a number for each node's team, system and so on. Pure: numpy and one file, no database.

Nodes are entity ids, so arrays have a place for each id up to the greatest, and some more for those to come. A file is mapped,
not read: processes of one machine share its pages, and what a process changes in them (entities that changed after the file was
made) stays its own.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
# Places for entities that are made before the next file; when they are used up the file counts as too old.
SPARE = 100_000
NO_TIER = 9
# What is known of each node, beside its attributes.
FACTS: dict[str, type[np.generic]] = {
    "is_there": np.bool_,
    "is_kept": np.bool_,
    "is_restricted": np.bool_,
    "tier": np.int8,
    "popularity": np.float64,
}
_MAGIC = b"headwater graph 2\n"
_ALIGN = 64


@dataclass(slots=True)
class Neighbours:
    """Where one step leads, in one direction."""

    starts: NDArray[np.int64]  # of each node's row in ids, and the end of the last
    ids: Ids
    is_changed: NDArray[np.bool_]
    changed: dict[int, Ids] = field(default_factory=dict)  # rows that are otherwise than the file says

    @classmethod
    def of_file(cls, starts: NDArray[np.int64], ids: Ids) -> Neighbours:
        """As the file has them."""
        return cls(starts, ids, np.zeros(len(starts) - 1, np.bool_))

    def change(self, node: int, ids: Ids) -> None:
        """The node's neighbours, anew."""
        self.changed[node] = ids
        self.is_changed[node] = True

    def of(self, nodes: Ids) -> Ids:
        """All neighbours of these nodes, repeated where several lead there."""
        changed = self.is_changed[nodes]
        parts = []
        if changed.any():
            parts = [self.changed[node] for node in nodes[changed].tolist()]
            nodes = nodes[~changed]
        first = self.starts[nodes]
        counts = self.starts[nodes + 1] - first
        if len(nodes) == 1:
            parts.append(self.ids[first[0] : first[0] + counts[0]])
        elif len(nodes):
            before = np.cumsum(counts) - counts
            parts.append(self.ids[np.repeat(first - before, counts) + np.arange(counts.sum())])
        return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else nodes

    def pairs(self, nodes: Ids) -> tuple[Ids, Ids]:
        """(node, neighbour) of each step from these."""
        changed = self.is_changed[nodes]
        plain = nodes[~changed]
        known = [np.full(len(self.changed[node]), node, np.int32) for node in nodes[changed].tolist()]  # as in `of`
        known.append(np.repeat(plain, self.starts[plain + 1] - self.starts[plain]))
        return np.concatenate(known), self.of(nodes)


@dataclass(slots=True)
class Coded:
    """One attribute of all nodes: a number for each, and what the numbers stand for. 0: it has none."""

    codes: Ids
    values: list[int]
    numbers: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = {value: number for number, value in enumerate(self.values)}

    def change(self, node: int, value: int) -> None:
        """The node has this value now."""
        number = self.numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        self.codes[node] = number


@dataclass(slots=True)
class EstateArrays:
    """The graph: `is_there` is False for ids that are nothing, deleted, dropped or renamed, `is_kept` for the former two alone;
    `tier` is NO_TIER for none."""

    upstream: Neighbours
    downstream: Neighbours
    is_there: NDArray[np.bool_]
    is_kept: NDArray[np.bool_]
    is_restricted: NDArray[np.bool_]
    tier: NDArray[np.int8]
    popularity: NDArray[np.float64]
    attributes: dict[str, Coded]

    @property
    def size(self) -> int:
        """Places for nodes."""
        return len(self.is_there)

    def neighbours(self, downstream: bool) -> Neighbours:
        """Steps in that direction."""
        return self.downstream if downstream else self.upstream

    def levels(self, starts: Iterable[int], *, downstream: bool, max_hops: int | None = None) -> Iterator[Ids]:
        """See levels_of."""
        return levels_of(self.neighbours(downstream).of, self.is_there, starts, max_hops)


def levels_of(
    step: Callable[[Ids], Ids], is_there: NDArray[np.bool_], starts: Iterable[int], max_hops: int | None
) -> Iterator[Ids]:
    """Nodes by their least number of hops from the starts, which come first; each level in ascending order."""
    front = np.unique(np.fromiter(starts, np.int32))
    seen = ~is_there
    seen[front] = True
    place = np.empty(len(is_there), np.int32)
    hop = 0
    while len(front):
        yield front
        if hop == max_hops:
            return
        hop += 1
        found = step(front)
        found = found[~seen[found]]
        # Of those that are there several times the last one counts: cheaper than to sort them all
        place[found] = np.arange(len(found), dtype=np.int32)
        front = np.sort(found[place[found] == np.arange(len(found), dtype=np.int32)])
        seen[front] = True


def rows_by_node(nodes: Ids, others: Ids, size: int) -> tuple[NDArray[np.int64], Ids]:
    """(starts, ids) of Neighbours.of_file: `others` in rows by their `nodes`."""
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(nodes, minlength=size), out=starts[1:])
    return starts, others[np.argsort(nodes, kind="stable")]


def without_joined(sources: Ids, targets: Ids, direct: tuple[Ids, Ids], size: int) -> NDArray[np.bool_]:
    """Which of these edges between datasets no job joins that names both, and no direct edge: `direct` are (sources, targets)."""
    writers = Neighbours.of_file(*rows_by_node(direct[1], direct[0], size))
    known = np.sort(pair_numbers(*direct))
    alone = ~are_among(pair_numbers(sources, targets), known)
    for begin in range(0, len(sources), 1_000_000):  # each edge is looked at with all writers of its target
        part = slice(begin, begin + 1_000_000)
        counts = writers.starts[targets[part] + 1] - writers.starts[targets[part]]
        edge = np.repeat(np.arange(len(counts)), counts)
        wanted = pair_numbers(sources[part][edge], writers.of(targets[part]))
        at = np.minimum(np.searchsorted(known, wanted), max(0, len(known) - 1))
        alone[part][edge[known[at] == wanted] if len(known) else edge[:0]] = False
    return alone


def pair_numbers(sources: Ids, targets: Ids) -> NDArray[np.int64]:
    """One number for each pair of ids, in their order."""
    return (sources.astype(np.int64) << 32) | targets


def begins(ordered: NDArray[Any]) -> NDArray[np.intp]:
    """Where each value of an ordered array begins."""
    return np.flatnonzero(np.concatenate([[True] * (len(ordered) > 0), ordered[1:] != ordered[:-1]]))


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Each value once, in order: numpy's own way, by hashing, takes ten times as long for a million."""
    ordered = np.sort(values)
    return ordered[begins(ordered)]


def are_among(values: NDArray[Any], known: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of these are among those, for the same reason."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    ordered = np.sort(known)
    found: NDArray[np.bool_] = ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values
    return found


def arrays_write(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Put named arrays into one file: a line that says what is where, then the arrays."""
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, len(array), offset)
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    head = _MAGIC + json.dumps(places).encode() + b"\n"
    with path.open("wb") as file:
        file.write(head + b" " * (-len(head) % _ALIGN))
        for array in arrays.values():
            file.write(array.tobytes())
            file.write(b" " * (-array.nbytes % _ALIGN))


def arrays_map(path: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays of a file, mapped; what is written into them stays in this process. Raises ValueError for any other file."""
    with path.open("rb") as file:
        if file.readline() != _MAGIC:
            raise ValueError(f"{path.name} is no graph")
        places = json.loads(file.readline())
        begin = -(-file.tell() // _ALIGN) * _ALIGN
        pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    return {
        name: np.frombuffer(pages, np.dtype(kind), count, begin + offset)
        for name, (kind, count, offset) in places.items()
    }


def estate_of(arrays: Mapping[str, NDArray[np.generic]]) -> EstateArrays:
    """The graph from the arrays that `estate_arrays` named."""
    names = [name.removeprefix("codes_") for name in arrays if name.startswith("codes_")]
    return EstateArrays(
        upstream=Neighbours.of_file(arrays["up_starts"], arrays["up_ids"]),  # type: ignore[arg-type]
        downstream=Neighbours.of_file(arrays["down_starts"], arrays["down_ids"]),  # type: ignore[arg-type]
        is_there=arrays["is_there"].view(np.bool_),
        is_kept=arrays["is_kept"].view(np.bool_),
        is_restricted=arrays["is_restricted"].view(np.bool_),
        tier=arrays["tier"],  # type: ignore[arg-type]
        popularity=arrays["popularity"],  # type: ignore[arg-type]
        attributes={
            name: Coded(arrays[f"codes_{name}"], arrays[f"values_{name}"].tolist())  # type: ignore[arg-type]
            for name in names
        },
    )


def estate_arrays(
    edges: tuple[Ids, Ids],
    nodes: Ids,
    facts: Mapping[str, NDArray[Any]],
    attributes: Mapping[str, NDArray[np.int64]],
    *,
    spare: int,
) -> dict[str, NDArray[np.generic]]:
    """What a file holds, made from edges (sources, targets) and, node by node, facts (see FACTS) and attributes, whose values are
    numbers, 0 for none."""
    size = int(nodes.max(initial=0)) + 1 + spare
    arrays: dict[str, NDArray[np.generic]] = {}
    arrays["down_starts"], arrays["down_ids"] = rows_by_node(edges[0], edges[1], size)
    arrays["up_starts"], arrays["up_ids"] = rows_by_node(edges[1], edges[0], size)
    for name, kind in FACTS.items():
        placed = np.zeros(size, kind)
        placed[nodes] = facts[name]
        arrays[name] = placed
    for name, values in attributes.items():
        known, codes = np.unique(np.concatenate([np.zeros(1, np.int64), values]), return_inverse=True)
        # 0 comes first, whatever else there is
        zero = int(codes[0])
        order = np.concatenate([[zero], np.delete(np.arange(len(known)), zero)])
        rank = np.empty(len(known), np.int32)
        rank[order] = np.arange(len(known), dtype=np.int32)
        placed_codes = np.zeros(size, np.int32)
        placed_codes[nodes] = rank[codes[1:]]
        arrays[f"codes_{name}"], arrays[f"values_{name}"] = placed_codes, known[order]
    return arrays
