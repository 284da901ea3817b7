"""The backend that settings name (ENGINE)."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base

_TIMES = psycopg.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, psycopg.pq.Format.TEXT)

_NAMED: Any = base.ServerSideCursor  # its stub knows no arguments


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but a connection on which nothing has come is taken for usable without a question to the server.

    A server that goes away, or that ends the connection, says so on it. Where something has come, whatever it is, the server is
    asked as before. That saves each request a statement, a tenth of a short one.

    Times are read by psycopg itself: Django's reader, in Python, takes ten times as long, and a page of lineage has thousands.
    They are UTC as before, since that is the time zone of every connection. Readers are the connection's: with one of its own a
    cursor looks all of them up anew, half of a short statement's time here.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection."""
        link = super().get_new_connection(conn_params)
        if _TIMES is not None:
            link.adapters.register_loader("timestamptz", _TIMES)
        return link

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor; what Django makes, without a reader of its own."""
        if name is None:
            return self.connection.cursor()
        return _NAMED(self.connection, name=name, scrollable=False, withhold=self.connection.autocommit)

    def is_usable(self) -> bool:
        """Whether the connection can be used."""
        link = self.connection
        if link is None or link.closed:
            return False
        poll = select.poll()
        poll.register(link.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()
