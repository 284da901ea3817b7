"""The order of search against what people judged, over the demo estate: a change that makes answers worse fails here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest
import yaml
from django.db import transaction

from catalog.ingest.popularity import popularity_record
from catalog.queries.search import entity_search
from lineage.queries.readers import reader_counts
from portal.demo import history, write_descriptors
from tests.builders import VIEWER, files_source, ingest, settle, sync
from tests.search.judging import ndcg, reciprocal_rank

JUDGED = yaml.safe_load(Path(__file__).with_name("judged.yaml").read_text())
# So long ago that no arrival counts as recent, whenever this runs.
NOW = datetime(2026, 3, 3, 7, tzinfo=UTC)


def full_ref(text: str) -> str:
    """A ref as judged.yaml writes it, in full."""
    kind, colon, rest = text.partition(":")
    if not colon:
        return f"resource:{text}"
    return f"component:{rest}" if kind in {"job", "pipeline"} else text


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """In place of pytest-django's, which would roll back after each test: the demo estate, brought in once."""
    with django_db_blocker.unblock(), transaction.atomic():
        folder = tmp_path_factory.mktemp("demo")
        write_descriptors(folder)
        sync(files_source(folder))
        last = {e["job"]["name"]: e for e in history(NOW, days=8) if e["eventType"] == "COMPLETE"}
        ingest(*last.values())
        settle()
        popularity_record(reader_counts())
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def scores(db):
    """(query, nDCG@10, reciprocal rank, first refs) of every judged query."""
    found = []
    for item in JUDGED:
        good = {full_ref(ref): grade for ref, grade in item["good"].items()}
        refs = [hit.card.ref for hit in entity_search(VIEWER, text=item["query"], first=10).items]
        found.append((item["query"], ndcg(refs, good), reciprocal_rank(refs, good), refs[:3]))
    return found


def test_there_are_enough_judgements():
    assert len(JUDGED) >= 60
    assert len({item["query"] for item in JUDGED}) == len(JUDGED)
    assert {grade for item in JUDGED for grade in item["good"].values()} == {1, 2, 3}


def test_the_order_is_as_good_as_it_was(scores):
    """Before names, plurals, spelling and columns counted, it was 0.653 and 0.644."""
    for query, gain, rank, refs in sorted(scores, key=lambda score: score[1]):
        print(f"{gain:.2f} {rank:.2f} {query:40} {' '.join(refs)}")
    gain, rank = mean(score[1] for score in scores), mean(score[2] for score in scores)
    print(f"nDCG@10 {gain:.3f}  MRR {rank:.3f}")
    assert gain >= 0.97
    assert rank >= 0.95


def test_the_formulas():
    good = {"a": 3, "b": 2}
    assert ndcg(["a", "b"], good) == 1.0
    assert ndcg([], good) == 0.0
    assert round(ndcg(["x", "a"], good), 4) == 0.4966
    assert round(ndcg(["b", "a"], good), 4) == 0.8340
    assert [reciprocal_rank(found, good) for found in (["a"], ["b", "a"], ["b"])] == [1.0, 0.5, 0.0]
