"""Plain words out of Markdown."""

from __future__ import annotations

import pytest

from catalog.text import SUMMARY_LIMIT, summary_of


@pytest.mark.parametrize(
    ("markdown", "summary"),
    [
        ("# Payouts\n\n*One row* per **payee**.", "Payouts One row per payee."),
        ("_One row_ per __payee__, see [the wiki](https://wiki.example/p).", "One row per payee, see the wiki."),
        (
            "Reads royalties.stream_counts_daily; writes `payouts_daily`",
            "Reads royalties.stream_counts_daily; writes payouts_daily",
        ),
        ("> | - |", "-"),
        ("  ", None),
    ],
)
def test_marks_are_taken_off_and_names_stay_whole(markdown, summary):
    assert summary_of(markdown) == summary


def test_a_long_text_ends_with_a_whole_word():
    summary = summary_of("word " * 100)
    assert summary == "word " * 38 + "word…"
    assert len(summary) <= SUMMARY_LIMIT
