"""The backend that settings name (ENGINE)."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base

_TIMES = psycopg.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, psycopg.pq.Format.TEXT)


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but a connection on which nothing has come is taken for usable without a question to the server.

    A server that goes away, or that ends the connection, says so on it. Where something has come, whatever it is, the server is
    asked as before. That saves each request a statement, a tenth of a short one.

    Times are read by psycopg itself: Django's reader, in Python, takes ten times as long, and a page of lineage has thousands.
    They are UTC as before, since that is the time zone of every connection.
    """

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor."""
        cursor = super().create_cursor(name)
        if _TIMES is not None:
            cursor.adapters.register_loader("timestamptz", _TIMES)
        return cursor

    def is_usable(self) -> bool:
        """Whether the connection can be used."""
        link = self.connection
        if link is None or link.closed:
            return False
        poll = select.poll()
        poll.register(link.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()
