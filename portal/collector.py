"""Python's garbage collector, for processes that work through batches: it looks at what lives as seldom as it can.

What is loaded stays for good and is not looked at again. A batch makes hundreds of thousands of values that go when it is
done, without the collector's help; each of its looks at them in between is lost. Judging health took 25 % less CPU so.
"""

from __future__ import annotations

import gc

# New values until the young ones are looked at (Python's own: 700), and how many such looks until the older ones are.
YOUNG, MIDDLE, OLD = 50_000, 20, 20


def tune() -> None:
    """Once the product is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
