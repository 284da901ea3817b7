"""Edges between the columns of many datasets, from a seed: what benchmarks/columns.py loads.

Datasets of 20 columns, each written by a job of its own from three datasets that were there before it: 18 columns from a column
each, and two that filter it as a whole. One in three sources is a neighbour, so that chains grow deep; the others are drawn by a
power law, so that the first datasets have thousands of readers. One dataset in ten was once made from others.

A dataset is a number from 0, a column the number of its dataset by WIDTH and its own place; the last place is the dataset as a
whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
SEED = 7
COLUMNS, SOURCES, INDIRECT = 20, 3, 2
WIDTH = COLUMNS + 1
HAS_PAST = 10  # one dataset in so many


@dataclass(frozen=True, slots=True)
class ColumnGraph:
    """Each dataset as it was made, now or once: from which datasets, and from which column each of its own."""

    count: int
    datasets: Numbers
    holds: NDArray[np.bool_]
    near: Numbers  # three a dataset
    sources: Numbers  # twenty a dataset

    @property
    def targets(self) -> Numbers:
        """The column that is made from each of the sources."""
        columns = np.minimum(np.arange(COLUMNS), COLUMNS - INDIRECT)
        columns[-INDIRECT:] = COLUMNS
        return (self.datasets[:, None] * WIDTH + columns).astype(np.int32)

    def adjacent(self, *, downstream: bool) -> tuple[Numbers, Numbers]:
        """Of what holds now, offsets by column, and neighbours."""
        ends, others = self.targets[self.holds].ravel(), self.sources[self.holds].ravel()
        if downstream:
            ends, others = others, ends
        offsets = np.zeros(self.count * WIDTH + 1, np.int32)
        np.cumsum(np.bincount(ends, minlength=self.count * WIDTH), out=offsets[1:])
        return offsets, others[np.argsort(ends, kind="stable")]


def column_graph(count: int) -> ColumnGraph:
    """Always the same for the same number of datasets."""
    rng = np.random.default_rng(SEED)
    now, once = np.arange(1, count), np.arange(HAS_PAST, count, HAS_PAST)
    datasets = np.concatenate([now, once]).astype(np.int32)
    shape = (len(datasets), SOURCES)
    neighbour = np.maximum(0, datasets[:, None] - rng.integers(1, 21, shape, np.int32))
    far = (datasets[:, None] * rng.random(shape) ** 3).astype(np.int32)
    near = np.where(rng.random(shape) < 1 / 3, neighbour, far).astype(np.int32)
    shape = (len(datasets), COLUMNS)
    paths = np.where(rng.random(shape) < 0.7, np.arange(COLUMNS), rng.integers(0, COLUMNS, shape, np.int32))
    sources = near[:, np.arange(COLUMNS) % SOURCES] * WIDTH + paths
    return ColumnGraph(count, datasets, np.arange(len(datasets)) < len(now), near, sources.astype(np.int32))
