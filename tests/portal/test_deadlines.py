"""One timer for all work of a kind: what is late is told once, what has ended is not."""

from __future__ import annotations

import asyncio

from portal.deadlines import Deadlines


def test_what_is_late_is_told_in_order_and_what_has_ended_is_not():
    async def story():
        told, over = [], asyncio.Event()
        deadlines = Deadlines(0.01)
        begun = [deadlines.begin(lambda name=name: told.append(name)) for name in "abc"]
        begun[1].end()
        deadlines.begin(over.set)
        await over.wait()
        again = asyncio.Event()
        deadlines.begin(again.set)  # the timer ran out and is set again
        await again.wait()
        return told, [deadline.late for deadline in begun]

    assert asyncio.run(story()) == (["a", "c"], [None, None, None])


def test_what_has_ended_is_let_go():
    async def story():
        deadlines = Deadlines(60.0)
        for _ in range(1_000):
            deadlines.begin(list).end()
        return len(deadlines._waiting)

    assert asyncio.run(story()) == 1
