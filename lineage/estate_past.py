"""All edges there ever were as arrays, each with the time for which it held: the graph of any instant. Pure: numpy, no database.

Ids are those that the evidence names; which entity stands for which others today is looked up when a question is asked, so that
merging two entities changes nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lineage.estate_arrays import Ids, are_among, distinct, pair_numbers, rows_by_node

# Microseconds since then, as PostgreSQL counts them; what still holds does until the last of them.
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
HOLDS = int(np.iinfo(np.int64).max)


def instant_of(time: datetime | None) -> int:
    """An instant as the arrays have it; None: the end of what still holds."""
    return HOLDS if time is None else (time - _BEGIN) // timedelta(microseconds=1)


class Spans(NamedTuple):
    """Edges one below the other: they hold from `since` until before `until`."""

    sources: Ids
    targets: Ids
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    basis: NDArray[np.int16]

    @classmethod
    def of(cls, found: Iterable[Sequence[Any]]) -> Spans:
        """From lines of (source, target, since, until, basis)."""
        table = np.array(list(found), np.int64).reshape(-1, len(cls._fields))
        return cls(*(table[:, i].astype(kind) for i, kind in enumerate(KINDS)))

    def at(self, kept: NDArray[Any]) -> Spans:
        """Some of the lines."""
        return Spans(*(column[kept] for column in self))

    def both(self, other: Spans) -> Spans:
        """These, then those."""
        return Spans(*(np.concatenate((one, more)) for one, more in zip(self, other, strict=True)))  # type: ignore[arg-type]


KINDS: tuple[type[np.generic], ...] = (np.int32, np.int32, np.int64, np.int64, np.int16)


@dataclass(slots=True)
class Past:
    """Edges of one sort, ordered by source, and where those of each target stand."""

    spans: Spans
    down_starts: NDArray[np.int64]
    up_starts: NDArray[np.int64]
    up_places: Ids
    is_changed: NDArray[np.bool_] = field(init=False)
    changed: tuple[dict[int, Spans], dict[int, Spans]] = field(init=False)  # of a node upstream, and downstream

    def __post_init__(self) -> None:
        self.is_changed = np.zeros(len(self.down_starts) - 1, np.bool_)
        self.changed = ({}, {})

    def change(self, node: int, upstream: Spans, downstream: Spans) -> None:
        """All edges of a node, anew."""
        self.is_changed[node] = True
        self.changed[False][node], self.changed[True][node] = upstream, downstream

    def of(self, nodes: Ids, *, downstream: bool, at: Sequence[int]) -> Spans:
        """Edges that lead on from these nodes and hold at any of these instants."""
        changed = self.is_changed[nodes]
        plain = nodes[~changed]
        starts = self.down_starts if downstream else self.up_starts
        counts = starts[plain + 1] - starts[plain]
        before = np.cumsum(counts) - counts
        places = np.repeat(starts[plain] - before, counts) + np.arange(counts.sum())
        found = _held(self.spans, places if downstream else self.up_places[places], at)
        for node in nodes[changed].tolist():
            lines = self.changed[downstream][node]
            found = found.both(_held(lines, np.arange(len(lines.sources)), at))
        return found


def _held(spans: Spans, places: NDArray[Any], at: Sequence[int]) -> Spans:
    since, until = spans.since[places], spans.until[places]
    held = np.zeros(len(places), np.bool_)
    for instant in at:
        # At the end of time is what still holds
        held |= (since <= instant) & (until > instant) if instant < HOLDS else until == HOLDS
    return spans.at(places[held])


@dataclass(slots=True)
class EstatePast:
    """The graph of all times: edges of jobs, those between datasets that columns or statements tell (they count where no job
    joins both then), and `heads`: who stands for each node today, itself but where entities were merged."""

    direct: Past
    stated: Past
    heads: Ids
    members: dict[int, set[int]] = field(init=False)  # of those that stand for others

    def __post_init__(self) -> None:
        self.members = {}
        for member in np.flatnonzero(self.heads != np.arange(len(self.heads))).tolist():
            self.members.setdefault(int(self.heads[member]), set()).add(member)

    def head_change(self, node: int, head: int) -> None:
        """Another entity, or the node itself, stands for it now."""
        if self.heads[node] != node:
            self.members[int(self.heads[node])].remove(node)
        if head != node:
            self.members.setdefault(head, set()).add(node)
        self.heads[node] = head

    def edges(
        self, nodes: Ids, *, downstream: bool, at: Sequence[int], within: Ids | None = None
    ) -> tuple[Ids, Ids, NDArray[np.int16]]:
        """(sources, targets, bases) of what leads on from these nodes at any of these instants, or of what leads to those
        `within`; one line for each evidence."""
        direct, stated = self._told(nodes, downstream=downstream, at=at)
        if within is not None:  # whether a job joins both ends is asked of few
            direct, stated = (told.at(np.isin(self.heads[told.targets], within)) for told in (direct, stated))
        if len(stated.sources):
            direct = direct.both(stated.at(~self._joined(stated, at)))
        return self.heads[direct.sources], self.heads[direct.targets], direct.basis

    def _told(self, nodes: Ids, *, downstream: bool, at: Sequence[int]) -> tuple[Spans, Spans]:
        """Edges of both sorts at these nodes and at those that they stand for."""
        group = self._group(nodes)
        return self.direct.of(group, downstream=downstream, at=at), self.stated.of(group, downstream=downstream, at=at)

    def _group(self, nodes: Ids) -> Ids:
        standing = nodes[np.isin(nodes, np.fromiter(self.members, np.int32))].tolist()
        beside = [member for node in standing for member in self.members[node]]
        return np.concatenate([nodes, np.array(beside, np.int32)])

    def _joined(self, stated: Spans, at: Sequence[int]) -> NDArray[np.bool_]:
        """Which of these edges between datasets a job joins that names both; now also by another name of theirs, as SQL does."""
        is_now = tuple(at) == (HOLDS,)
        sources, targets = (self.heads[ids] if is_now else ids for ids in (stated.sources, stated.targets))
        written = self._upstream(distinct(targets), at, is_now)
        read = self._upstream(distinct(written[0]), at, is_now)
        order = np.argsort(written[1], kind="stable")
        writers, written_to = written[0][order], written[1][order]
        first = np.searchsorted(written_to, targets)
        counts = np.searchsorted(written_to, targets, side="right") - first
        edge = np.repeat(np.arange(len(counts)), counts)
        before = np.cumsum(counts) - counts
        writer = writers[np.repeat(first - before, counts) + np.arange(counts.sum())]
        joins = are_among(pair_numbers(sources[edge], writer), pair_numbers(*read))
        joined = np.zeros(len(counts), np.bool_)
        joined[edge[joins]] = True
        return joined

    def _upstream(self, nodes: Ids, at: Sequence[int], is_now: bool) -> tuple[Ids, Ids]:
        """(sources, targets) of direct edges to these nodes, by those that stand for both when it is about now."""
        found = self.direct.of(self._group(nodes) if is_now else nodes, downstream=False, at=at)
        if not is_now:
            return found.sources, found.targets
        sources, targets = self.heads[found.sources], self.heads[found.targets]
        return sources[sources != targets], targets[sources != targets]


def past_arrays(name: str, spans: Spans, size: int) -> dict[str, NDArray[np.generic]]:
    """What a file holds of edges of one sort."""
    order = np.argsort(spans.sources, kind="stable")
    spans = spans.at(order)
    down_starts = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(spans.sources, minlength=size), out=down_starts[1:])
    up_starts, up_places = rows_by_node(spans.targets, np.arange(len(order), dtype=np.int32), size)
    named = {"down_starts": down_starts, "up_starts": up_starts, "up_places": up_places, **spans._asdict()}
    return {f"{name}_{part}": array for part, array in named.items()}


def past_of(name: str, arrays: Mapping[str, NDArray[Any]]) -> Past:
    """Edges of one sort from the arrays that `past_arrays` named."""
    spans = Spans(*(arrays[f"{name}_{part}"] for part in Spans._fields))
    return Past(spans, *(arrays[f"{name}_{part}"] for part in ("down_starts", "up_starts", "up_places")))
