"""Suspects of small graphs, and how often they are right on seeded ones."""

from __future__ import annotations

import pytest

from benchmarks.faults import cases
from benchmarks.root_cause import RANKERS, hits
from lineage.root_cause import Situation, suspects_of


def situation(*edges, watched="", wrong="", hop=1):
    """Edges such as "a b": b is made from a."""
    pairs = [edge.split() for edge in edges]
    parents, children = {}, {}
    for source, target in pairs:
        parents.setdefault(ord(target), []).append(ord(source))
        children.setdefault(ord(source), []).append(ord(target))
    return Situation(
        parents=parents,
        children=children,
        observed={ord(name) for name in watched},
        anomalous={ord(name) for name in wrong},
        hop=hop,
    )


def ranked(found, asked):
    """Names of suspects with their scores, best first."""
    return [(chr(suspect.node), round(suspect.score, 3)) for suspect in suspects_of(found, ord(asked))]


def test_the_first_of_a_chain_is_to_blame_and_not_those_after_it():
    found = situation("a b", "b c", "c d", watched="abcd", wrong="bcd")
    (suspect,) = suspects_of(found, ord("d"))
    assert (chr(suspect.node), suspect.score, suspect.monitored) == ("b", 1.0, True)
    assert [chr(node) for node in suspect.path] == ["b", "c", "d"]


def test_what_nobody_watches_is_suspected_when_half_of_what_is_watched_next_is_wrong():
    edges = ("a b", "a c", "a e", "b d")
    assert ranked(situation(*edges, watched="bced", wrong="bcd"), "d")[0] == ("a", 0.844)
    assert ranked(situation(*edges, watched="bced", wrong="bd"), "d") == [("b", 1.0)]
    # Through others that nobody watches.
    assert ranked(situation("a x", "x b", "b d", watched="bd", wrong="bd"), "d") == [("b", 1.0), ("x", 0.9), ("a", 0.9)]


def test_a_healthy_node_above_is_no_suspect_and_one_beyond_six_hops_neither():
    chain = [f"{a} {b}" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert ranked(situation(*chain, watched="abcdefghi", wrong="i"), "i") == [("i", 1.0)]
    far = ranked(situation(*chain, watched="abi", wrong="abi"), "i")
    assert far == [("i", 0.385), ("h", 0.346), ("g", 0.346), ("f", 0.346)]
    assert ranked(situation(*chain[2:], watched="ci", wrong="ci"), "i")[0] == ("c", 1.0)


def test_in_a_cycle_the_nearest_comes_first():
    assert ranked(situation("a b", "b a", "b c", watched="abc", wrong="abc"), "c") == [("b", 1.0), ("a", 1.0)]


@pytest.mark.parametrize(
    ("blind", "exact"),
    [
        (
            0.3,
            {
                "suspects": [0.917, 0.958],
                "suspects, only watched ones": [0.792, 0.792],
                "random walk": [0.417, 0.417],
                "nearest red upstream": [0.25, 0.625],
            },
        ),
        (
            0.5,
            {
                "suspects": [0.625, 1.0],
                "suspects, only watched ones": [0.375, 0.375],
                "random walk": [0.042, 0.042],
                "nearest red upstream": [0.167, 0.292],
            },
        ),
    ],
)
def test_hits_on_seeded_estates(blind, exact):
    """The first, and one of the first three, is a fault; exactly as often as the last time."""
    asked = list(cases(7, estates=4, each=6, blind=blind, spread=0.85))
    found = {name: [round(hits(asked, ranker, first), 3) for first in (1, 3)] for name, ranker in RANKERS.items()}
    assert found == exact
