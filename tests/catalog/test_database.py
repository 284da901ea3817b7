"""Rows and lists reach PostgreSQL as they are, and what is planned once is planned once."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from catalog.database import copy_in, planned_once, records, recordset, rows

pytestmark = pytest.mark.django_db
TEXTS = [
    "",
    "NULL",
    "null",
    'a "b"',
    "back\\slash",
    "\\N",
    "new\nline\ttab",
    "\x01",
    "{a,b}",
    "a,b",
    " é☃𝄞 ",
    "'; --",
    "100 %",
]
COLUMNS = {"id": "int", "word": "text", "yes": "boolean", "at": "timestamptz", "uid": "uuid", "body": "jsonb"}
NOW = datetime(2026, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)


def test_rows_come_back_as_they_were_given():
    uid = uuid.uuid4()
    given = [(i, word, i % 2 == 0, NOW, uid, {word: [word, i, None]}) for i, word in enumerate(TEXTS)]
    given.append((None, None, None, None, None, None))
    assert rows(f"SELECT * FROM {recordset(COLUMNS)}", records(COLUMNS, given)) == given


def test_no_rows_are_none():
    assert rows(f"SELECT * FROM {recordset(COLUMNS)}", records(COLUMNS, [])) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", TEXTS),
        ("int", [1, -2, 2**31 - 1]),
        ("bigint", [2**62]),
        ("boolean", [True, False]),
        ("uuid", [uuid.uuid4()]),
        ("timestamptz", [NOW]),
        ("date", [NOW.date()]),
        ("text", ["a", None]),
        ("bytea", [b"\x00\xff"]),
        ("float8", [1.5, float("nan")]),
    ],
)
def test_a_list_comes_back_as_it_was_given(kind, values):
    assert repr(rows(f"SELECT unnest(%s::{kind}[])", [values])) == repr([(value,) for value in values])
    assert rows("SELECT count(*) FROM unnest(%(values)s::" + kind + "[])", {"values": values}) == [(len(values),)]


def prepared() -> list[str]:
    return [
        row[0] for row in rows("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%%planned here%%'")
    ]


def test_what_is_asked_inside_is_planned_once_and_what_is_asked_outside_is_not_kept():
    rows("SELECT 'planned here', %s::int", [1])
    assert prepared() == []
    with planned_once():
        found = [rows("SELECT 'planned here', %s::int", [number]) for number in (1, 2)]
    assert found == [[("planned here", 1)], [("planned here", 2)]]
    assert prepared() == ["SELECT 'planned here', $1::int"]
    counts = rows(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%planned here%%'"
    )
    assert counts == [(2, 0)]


def test_rows_that_are_copied_in_are_as_they_were_given():
    rows("CREATE TEMPORARY TABLE copied (id int, word text, other text, more int) ON COMMIT DROP")
    given = [
        (i, word, None if i % 2 else word, i if i % 2 else None)
        for i, word in enumerate([*TEXTS, "\\.", "return\r", "\\\n"])
    ]
    copy_in("copied", ("id", "word", "other", "more"), given)
    copy_in("copied", ("id", "word", "other", "more"), [])
    assert rows("SELECT * FROM copied ORDER BY id") == given


def test_a_copy_that_fails_is_an_error_of_the_database():
    rows("CREATE TEMPORARY TABLE copied (id int NOT NULL) ON COMMIT DROP")
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in("copied", ("id",), [(None,)])
    assert rows("SELECT * FROM copied") == []
