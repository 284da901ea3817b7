"""How often the first, or one of the first three suspects is a fault: `python -m benchmarks.root_cause [--estates 60]`.

Estates with two faults each (benchmarks/faults.py), 30 and 50 per cent of their nodes watched by nobody. Beside it the same
without suspects that nobody watches, the nearest anomalous ancestors (what a drawing with red nodes suggests), and a random
walk over anomalous ancestors (as MonitorRank's). A table on stdout; no database.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.faults import Case, cases
from lineage.root_cause import HOPS_MAX, suspects_of

SEED, EACH = 11, 6
Ranker = Callable[[Case], Sequence[int]]


def ours(case: Case) -> list[int]:
    """As the product ranks them."""
    return [suspect.node for suspect in suspects_of(case.situation, case.asked)]


def ours_watched(case: Case) -> list[int]:
    """Without suspects that nobody watches."""
    return [suspect.node for suspect in suspects_of(case.situation, case.asked) if suspect.monitored]


def nearest(case: Case) -> list[int]:
    """Anomalous ancestors, nearest first."""
    seen, frontier, found = {case.asked}, [case.asked], list[int]()
    for _ in range(HOPS_MAX):
        above = sorted({parent for node in frontier for parent in case.situation.parents[node]} - seen)
        seen.update(above)
        found += [node for node in above if node in case.situation.anomalous]
        frontier = above
    return found


def random_walk(case: Case) -> list[int]:
    """Where 2,000 walks up over anomalous nodes spend their steps, most visited first."""
    rng, visits = random.Random(SEED), Counter[int]()
    for _ in range(2_000):
        node = case.asked
        for _ in range(HOPS_MAX):
            above = [parent for parent in case.situation.parents[node] if parent in case.situation.anomalous]
            node = rng.choice(above) if above else node
            visits[node] += node != case.asked
    return [node for node, _ in visits.most_common()]


RANKERS: dict[str, Ranker] = {
    "suspects": ours,
    "suspects, only watched ones": ours_watched,
    "random walk": random_walk,
    "nearest red upstream": nearest,
}


def hits(asked: Sequence[Case], ranker: Ranker, first: int) -> float:
    """Share of cases with a fault among the first so many suspects."""
    return sum(not case.faults.isdisjoint(ranker(case)[:first]) for case in asked) / len(asked)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--estates", type=int, default=60, help=f"estates, {EACH} cases on each (60)")
    estates = parser.parse_args().estates
    print(f"| unwatched | spread | cases | {' | '.join(RANKERS)} |\n|{'---|' * (3 + len(RANKERS))}")
    for blind in (0.3, 0.5):
        for spread in (0.7, 0.85, 1.0):
            asked = list(cases(SEED, estates=estates, each=EACH, blind=blind, spread=spread))
            cells = [f"{hits(asked, ranker, 1):.2f} / {hits(asked, ranker, 3):.2f}" for ranker in RANKERS.values()]
            print(f"| {blind:.0%} | {spread} | {len(asked)} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
