"""How good an order of answers is against what people judged. Pure.

Grades are 3 (wanted), 2, 1; 0 for what nobody named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def ndcg(found: Sequence[str], good: Mapping[str, int], at: int = 10) -> float:
    """Normalised discounted cumulative gain, 0 to 1: DCG = sum of (2^grade - 1) / log2(place + 1) over the first `at` places,
    divided by that of the best order there is.

    Discount and normalisation: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4),
    2002. Gain: Burges et al., Learning to rank using gradient descent, ICML 2005.
    """
    best = _dcg(sorted(good.values(), reverse=True)[:at])
    return _dcg([good.get(ref, 0) for ref in found[:at]]) / best


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def reciprocal_rank(found: Sequence[str], good: Mapping[str, int]) -> float:
    """1 / place of the first answer of the highest grade, 0 when there is none; its mean over queries is the MRR.

    Voorhees, The TREC-8 question answering track report, 1999.
    """
    wanted = max(good.values())
    return next((1 / place for place, ref in enumerate(found, start=1) if good.get(ref) == wanted), 0.0)
