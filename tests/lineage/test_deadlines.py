"""Promises of freshness beside what can be expected: which cannot be kept, and what makes it so."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml

from catalog.errors import InvalidError
from catalog.paging import CountState
from catalog.queries.filters import EntityFilter
from lineage.queries.deadlines import deadline_list
from tests.builders import NAMESPACE, T0, VIEWER, descriptor, files_source, ingest, sync
from tests.lineage.chains import DAY, DAYS, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def promise(tmp_path):
    """Descriptors of tables with a promise each: promise(sales="24h")."""

    def promised(**within):
        documents = [
            descriptor(
                "Resource",
                name,
                spec={"type": "table", "owner": "team"},
                annotations={
                    "openlineage.io/namespace": NAMESPACE,
                    "openlineage.io/name": name,
                    "headwater.dev/freshness-within": text,
                },
            )
            for name, text in within.items()
        ]
        (tmp_path / "all.yaml").write_text(yaml.safe_dump_all(documents))
        sync(files_source(tmp_path))

    return promised


def estate(slow=(20, 20)):
    """load, and right after it sum, whose runs take so many minutes on even and on odd days; side has another source."""
    for day in range(DAYS):
        at, takes = day * DAY, slow[day % 2]
        yield from run("load", at, ["raw"], "orders", minutes=10)
        yield from run("sum", at + 10, ["orders"], "totals", minutes=takes)
        yield from run("other", at, ["feed"], "side", minutes=5)


def told(**options):
    """Name, slack in minutes, keepable."""
    page = deadline_list(VIEWER, first=10, **options)
    return [(d.entity.name, d.slack_seconds and d.slack_seconds / 60, d.keepable) for d in page.items]


def test_what_has_no_room_for_its_slow_days_cannot_be_kept(promise):
    promise(totals="24h", side="25h", raw="1h")
    ingest(*estate(slow=(20, 80)))
    page = deadline_list(VIEWER, first=10)
    assert (page.total_count, page.total_count_state) == (3, CountState.EXACT)
    totals, side, raw = page.items
    # The last, odd day took 80 minutes; the next one comes, nine times of ten, as long after seven as the slowest.
    assert [link.title for link in totals.path] == ["load", "orders", "sum", "totals"]
    assert totals.bottleneck.title == "sum"
    assert (totals.deadline, totals.within_seconds) == (T0 + timedelta(days=DAYS, minutes=90), 24 * 3600)
    assert (totals.keepable, side.keepable, side.slack_seconds) == (False, True, 3600)
    assert totals.p95_seconds - totals.within_seconds == -totals.slack_seconds > 0
    assert [link.title for link in side.path] == ["other", "side"]
    # Nothing writes it, so nothing can be said.
    assert (raw.keepable, raw.slack_seconds, raw.p95_at, raw.deadline, raw.path) == (None, None, None, None, ())


def test_an_even_estate_keeps_what_is_just_enough(promise):
    promise(totals="24h", side="23h")
    ingest(*estate())
    assert told() == [("side", -60.0, False), ("totals", 0.0, True)]
    assert told(keepable=True) == [("totals", 0.0, True)]
    assert told(filter=EntityFilter(refs=("resource:default/side",))) == [("side", -60.0, False)]


def test_pages_go_on_where_the_last_one_ended(promise):
    promise(totals="24h", side="23h", orders="30h")
    ingest(*estate())
    names, after = [], None
    for _ in range(3):
        page = deadline_list(VIEWER, first=1, after=after)
        names += [d.entity.name for d in page.items]
        after = page.end_cursor
    assert (names, page.has_next) == (["side", "totals", "orders"], False)
    with pytest.raises(InvalidError, match="other arguments"):
        deadline_list(VIEWER, first=1, keepable=True, after=after)
