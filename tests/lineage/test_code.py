"""What a job runs, and who may read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.answers import TextState
from catalog.database import execute
from catalog.viewers import Viewer, ViewerKind
from lineage.answers import RestrictedText
from lineage.queries.code import code_get
from tests.builders import T0, VIEWER, dataset_ref, event, ingest, job_ref

pytestmark = pytest.mark.django_db
SQL = "INSERT INTO orders SELECT * FROM raw"
WHERE = {"type": "git", "repoUrl": "https://example.com/repo", "path": "load.sql", "tag": "v1", "branch": "main"}
READER = Viewer(kind=ViewerKind.TOKEN, key="token:reader", scopes=frozenset({"catalog:read"}))
ABSENT, REDACTED = (RestrictedText(text=None, state=state) for state in (TextState.ABSENT, TextState.REDACTED))


def code(viewer=VIEWER, ref=None):
    return code_get(viewer, refs=[ref or job_ref("load")])[0]


def test_it_works():
    facets = {
        "sql": {"query": SQL, "dialect": "postgres"},
        "sourceCodeLocation": WHERE | {"url": "https://example.com/x"},
    }
    ingest(event("load", outputs=["orders"], job_facets=facets))
    found = code()
    assert (found.job.ref, found.language, found.dialect, found.seen_at) == (job_ref("load"), "sql", "postgres", T0)
    assert (found.repo_url, found.path, found.version, found.url) == (
        "https://example.com/repo", "load.sql", "v1", "https://example.com/x",
    )  # fmt: skip
    assert (found.sql, found.source_code) == (RestrictedText(text=SQL, state=TextState.AVAILABLE), ABSENT)


def test_other_code_than_sql():
    ingest(event("load", job_facets={"sourceCode": {"language": "python", "sourceCode": "print(1)"}}))
    found = code()
    assert (found.language, found.sql, found.source_code.text) == ("python", ABSENT, "print(1)")


def test_nothing_told():
    ingest(event("load", outputs=["orders"], job_facets={"sql": "no object"}))
    assert code() is None
    assert code(ref=dataset_ref("orders")) is None


def test_the_latest_counts():
    ingest(event("load", minutes=5, job_facets={"sql": {"query": "new"}}))
    ingest(event("load", minutes=1, job_facets={"sql": {"query": "old"}}))
    assert code().sql.text == "new"
    ingest(event("load", minutes=6, job_facets={"sql": {"_deleted": True}}))
    assert code() is None


def test_sql_is_for_who_may_read_events():
    ingest(event("load", job_facets={"sql": {"query": SQL}, "sourceCodeLocation": WHERE}))
    found = code(READER)
    assert (found.sql, found.path, found.language) == (REDACTED, "load.sql", "sql")
    assert code(replace(READER, scopes=READER.scopes | {"events:read"})).sql.text == SQL


def test_what_names_the_hidden_is_not_shown():
    ingest(
        event(
            "load",
            inputs=["raw"],
            job_facets={"sql": {"query": SQL}, "sourceCodeLocation": WHERE | {"path": "raw.sql"}},
        )
    )
    execute("UPDATE catalog_entity SET restricted = true WHERE ref = %s", [dataset_ref("raw")])
    found = code()
    assert (found.sql, found.path, found.repo_url) == (REDACTED, None, "https://example.com/repo")
