"""All that a change reaches as a stream: JSON Lines and CSV, whole or not at all."""

from __future__ import annotations

import csv

import orjson
import pytest

from lineage.queries import impact
from tests import estate as e
from tests.builders import dataset_ref, event, ingest

pytestmark = pytest.mark.django_db
PATH = f"/impacts?ref={dataset_ref('raw')}"


@pytest.fixture
def reader():
    """raw -> load -> d0 .. d149, one of which is named as a formula is written."""
    names = [f"d{n:03}" for n in range(149)]
    ingest(event("load", inputs=["raw"], outputs=[*names, '=HYPERLINK("x","y")']))
    return e.asker("reader")


def cells(body, **options):
    return list(csv.reader(body.decode().splitlines(), **options))


def test_lines_of_json_are_what_the_pages_have(reader):
    answer = reader.rest(f"{PATH}&format=jsonl")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson; charset=utf-8")
    assert answer["Content-Disposition"] == 'attachment; filename="impacts.jsonl"'
    lines = [orjson.loads(line) for line in answer.getvalue().splitlines()]
    assert len(lines) == 151
    page = reader.rest(f"{PATH}&first=100").json()
    assert (lines[:100], page["total_count"], page["has_next"]) == (page["items"], 151, True)


def test_cells_that_would_be_formulas_are_texts(reader):
    answer = reader.rest(f"{PATH}&format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    names, *lines = cells(answer.getvalue(), strict=True)
    assert names[:6] == ["ref", "kind", "title", "hop", "tier", "team"]
    assert len(lines) == 151
    titles = {line[2] for line in lines}
    assert '\'=HYPERLINK("x","y")' in titles
    assert [title for title in titles if title.startswith("=")] == []
    load = dict(zip(names, lines[0], strict=True))
    assert (load["ref"], load["hop"], load["exact"], load["path"]) == (
        "component:scheduler/load",
        "1",
        "true",
        f"{dataset_ref('raw')} > component:scheduler/load",
    )


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/x-ndjson;q=0.9, */*", "application/x-ndjson; charset=utf-8"),
        ("text/html, application/json, */*", "application/json"),
        ("", "application/json"),
    ],
)
def test_the_accept_header_says_it_too(reader, accept, kind):
    answer = reader.client.get(f"/api/portal/v1{PATH}", headers={"accept": accept})
    assert answer["Content-Type"] == kind


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("&format=xml", "format: 'xml' is unknown; known are jsonl, csv"),
        ("&format=csv&first=5", "first: is unknown here"),
        ("&format=csv&max_hops=0", "max_hops: must be a whole number from 1 to 20"),
        ("&format=csv&direction=both", "direction: must be upstream or downstream"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(reader, query, detail):
    answer = reader.rest(f"{PATH}{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("format", "error", "read"),
    [
        ("jsonl", orjson.JSONDecodeError, lambda body: [orjson.loads(line) for line in body.splitlines()]),
        ("csv", csv.Error, lambda body: cells(body, strict=True)),
    ],
)
def test_an_error_half_way_is_no_whole_answer(reader, format, error, read, monkeypatch):
    monkeypatch.setattr(impact, "EXPORT_PAGE", 50)
    parts = iter(reader.rest(f"{PATH}&format={format}"))
    sent = next(parts) + next(parts)
    read(sent)
    monkeypatch.setattr(impact, "cards_by_id", None)
    sent += b"".join(parts)
    assert b"The answer ends here, it is not whole." in sent
    with pytest.raises(error):
        read(sent)


def test_nobody_gets_it_without_a_right(reader):
    assert e.asker("anonymous").rest(f"{PATH}&format=csv").status_code == 401
