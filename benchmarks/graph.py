"""A lineage graph of an organisation, from a seed: what benchmarks/lineage.py loads.

Domains of Zipf size in 2 to 13 layers; jobs read with a power-law fan-in, mostly the layer before, seldom another domain; 20 hubs
that 0.2 to 5 % of all datasets' number of jobs read; 20 chains of 200 jobs; jobs that read what they write; rare edges backward,
hence cycles. Datasets are 1..D, jobs D+1..D+J with J = D / 5; an edge is dataset -> job or job -> dataset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
LAYERS, CHAINS, CHAIN = 16, 20, 200
SEED = 7


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges (sources, targets) and the domain of each node, by its number from 1."""

    datasets: int
    jobs: int
    sources: Numbers
    targets: Numbers
    domains: Numbers
    hubs: Numbers
    deep: Numbers  # ends of the chains

    @property
    def nodes(self) -> int:
        """Datasets and jobs."""
        return self.datasets + self.jobs


@dataclass(slots=True)
class _Estate:
    """Where datasets and jobs are: domain and layer of each, and the datasets of each place (domain * LAYERS + layer)."""

    depth: Numbers
    dataset_domain: Numbers
    dataset_layer: Numbers
    job_domain: Numbers
    job_layer: Numbers

    def placed(self, domains: Numbers, layers: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """(things in the order of their places, first and last of each place in it)."""
        places = domains * LAYERS + layers
        order = np.argsort(places, kind="stable")
        every = np.arange(len(self.depth) * LAYERS)
        return order, np.searchsorted(places[order], every), np.searchsorted(places[order], every, side="right")


def graph_generate(datasets: int) -> Graph:
    """Always the same for the same number of datasets, 20,000 at least."""
    rng = np.random.default_rng(SEED)
    jobs = datasets // 5
    chained, chained_jobs = CHAINS * (CHAIN + 1), CHAINS * CHAIN
    free, free_jobs = datasets - chained, jobs - chained_jobs
    estate = _estate(rng, free, free_jobs, max(20, datasets // 500))
    writes = _writes(rng, estate)
    reads = _reads(rng, estate, datasets)
    hubs = rng.choice(np.flatnonzero(estate.dataset_layer == 0), 20, replace=False)
    readers = [datasets // 20] + [datasets // 100] * 4 + [datasets // 500] * 15
    own = rng.choice(len(writes[0]), len(writes[0]) // 100, replace=False)  # jobs that read what they write
    chain = free + np.arange(chained).reshape(CHAINS, CHAIN + 1)
    chain_jobs = free_jobs + np.arange(chained_jobs).reshape(CHAINS, CHAIN)
    pairs = [  # (dataset, job) read, (job, dataset) written; jobs are numbered behind the datasets
        (reads[1], reads[0] + datasets),
        (writes[0] + datasets, writes[1]),
        *(
            (np.full(count, hub), rng.choice(free_jobs, count, replace=False) + datasets)
            for hub, count in zip(hubs, readers, strict=True)
        ),
        (writes[1][own], writes[0][own] + datasets),
        (chain[:, :-1].ravel(), chain_jobs.ravel() + datasets),
        (chain_jobs.ravel() + datasets, chain[:, 1:].ravel()),
        (rng.choice(free_jobs, CHAINS) + datasets, chain[:, 0]),
    ]
    sources, targets = (np.concatenate([pair[side] for pair in pairs]) + 1 for side in (0, 1))
    edges = np.unique((sources << 32) | targets)
    domains = np.concatenate(
        [estate.dataset_domain, np.arange(chained) % CHAINS, estate.job_domain, np.arange(chained_jobs) % CHAINS]
    )
    return Graph(datasets, jobs, edges >> 32, edges & 0xFFFFFFFF, domains, hubs + 1, chain[:, -1] + 1)


def _estate(rng: np.random.Generator, datasets: int, jobs: int, domains: int) -> _Estate:
    weight = 1 / np.arange(1, domains + 1) ** 0.8
    weight /= weight.sum()
    depth = rng.integers(2, 13, domains)
    job_domain = rng.choice(domains, jobs, p=weight)
    dataset_domain = rng.choice(domains, datasets, p=weight)
    return _Estate(
        depth=depth,
        dataset_domain=dataset_domain,
        dataset_layer=(rng.random(datasets) ** 1.3 * (depth[dataset_domain] + 1)).astype(np.int64),
        job_domain=job_domain,
        job_layer=(rng.random(jobs) * depth[job_domain]).astype(np.int64),
    )


def _writes(rng: np.random.Generator, estate: _Estate) -> tuple[Numbers, Numbers]:
    """(job, dataset): one job of the layer below writes each dataset; some jobs write many."""
    order, first, last = estate.placed(estate.job_domain, estate.job_layer)
    written = np.flatnonzero(estate.dataset_layer > 0)
    place = estate.dataset_domain[written] * LAYERS + estate.dataset_layer[written] - 1
    count = (last - first)[place]
    written, place, count = written[count > 0], place[count > 0], count[count > 0]
    return order[first[place] + (rng.random(len(written)) ** 2 * count).astype(np.int64)], written


def _reads(rng: np.random.Generator, estate: _Estate, datasets: int) -> tuple[Numbers, Numbers]:
    """(job, dataset): about nine times as many draws as there are datasets, popular ones repeatedly."""
    order, first, last = estate.placed(estate.dataset_domain, estate.dataset_layer)
    jobs, domains = len(estate.job_domain), len(estate.depth)
    fan = np.minimum(1 + (rng.pareto(1.15, jobs) * 3.2).astype(np.int64), 4000)
    fan = np.maximum(1, (fan * (9.0 * datasets / fan.sum())).astype(np.int64))
    job = np.repeat(np.arange(jobs), fan)
    chance: Any = rng.random(len(job))
    layer = estate.job_layer[job] - (chance < 0.15) * rng.integers(0, 3, len(job))
    layer = np.where(chance > 0.99997, estate.job_layer[job] + 2, layer)
    domain = estate.job_domain[job].copy()
    far = np.flatnonzero(rng.random(len(job)) < 0.0003)
    domain[far] = rng.integers(0, domains, len(far))
    layer[far] = estate.depth[domain[far]] - rng.integers(0, 2, len(far))
    place = domain * LAYERS + np.clip(layer, 0, estate.depth[domain])
    count = (last - first)[place]
    job, place, count = job[count > 0], place[count > 0], count[count > 0]
    return job, order[first[place] + (rng.random(len(job)) ** 2.5 * count).astype(np.int64)]
