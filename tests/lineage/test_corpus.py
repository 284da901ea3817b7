"""Real events of many producers through the intake door, held against what an independent script says of them.

All rules, every file by itself, and the order shuffled twenty times: `python -m tests.lineage.corpus FOLDER --shuffle 20`.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "openlineage"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real events is not here"),
]


@pytest.mark.parametrize("seed", [None, 1])
def test_corpus_agrees_with_expected_json(seed):
    """28 sets of answers over 784 accepted events; with a seed every event comes twice, in another order."""
    from tests.lineage.corpus.compare import Corpus

    assert Corpus(CORPUS).check("combined", None if seed is None else random.Random(seed)) == 0


def test_impact_is_what_expected_json_implies():
    """Of each dataset everything downstream with its hop, of each column of column lineage the columns that it reaches."""
    from tests.lineage.corpus.compare import Corpus
    from tests.lineage.corpus.impact import impact_check

    corpus = Corpus(CORPUS)
    corpus.check("combined")
    counts, differing = impact_check(corpus.expected["combined"])
    assert differing == []
    assert counts == {"asked": 278, "entities": 947, "columns": 183}
