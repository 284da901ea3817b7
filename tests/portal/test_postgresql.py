"""A lasting connection is looked at without a question, and one that the server ended is not used again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.postgresql import base

from portal.postgresql.base import DatabaseWrapper
from tests.product import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def link() -> Iterator[DatabaseWrapper]:
    """A connection of its own, beside the test's."""
    made = connection.copy()
    assert isinstance(made, DatabaseWrapper)
    made.ensure_connection()
    yield made
    made.close()


def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the server answers when it is asked, as Django does."""
    answers: list[bool] = []
    original = base.DatabaseWrapper.is_usable

    def is_usable(self: base.DatabaseWrapper) -> bool:
        answers.append(original(self))
        return answers[-1]

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", is_usable)
    return answers


def test_a_quiet_connection_is_not_asked(link, monkeypatch):
    answers = asked(monkeypatch)
    assert link.is_usable()
    with link.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert (link.is_usable(), answers) == (True, [])


def test_one_that_the_server_ended_is_not_used_again(link, monkeypatch):
    answers = asked(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [link.connection.info.backend_pid])
    wait_for(lambda: not link.is_usable(), "the end of the connection is seen")
    assert answers == [False]


def test_one_on_which_something_came_is_asked(link, monkeypatch):
    answers = asked(monkeypatch)
    with link.cursor() as cursor:
        cursor.execute("LISTEN noise")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY noise")
    wait_for(lambda: link.is_usable() and answers, "what came is seen")
    assert set(answers) == {True}


def test_none_is_not_usable(link):
    link.close()
    assert not link.is_usable()
