"""The backend that settings name (ENGINE)."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but a connection on which nothing has come is taken for usable without a question to the server.

    A server that goes away, or that ends the connection, says so on it. Where something has come, whatever it is, the server is
    asked as before. That saves each request a statement, a tenth of a short one.
    """

    def is_usable(self) -> bool:
        """Whether the connection can be used."""
        link = self.connection
        if link is None or link.closed:
            return False
        poll = select.poll()
        poll.register(link.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()
