"""A PostgreSQL that producers reach as they reach any other, by TCP on this machine alone."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

import psycopg

from portal.embedded.postgres import QUIET_ENVIRONMENT, THROWAWAY, Postgres
from portal.embedded.server import Server
from tests.producers.workshop import scratch
from tests.product import free_port


class Warehouse(Postgres):
    """The embedded server, on a port."""

    port: int

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the postmaster."""
        return self.popen(
            [
                self.binaries / "postgres",
                *("-D", self.data, "-k", self.sockets, "-h", "127.0.0.1", "-p", str(self.port)),
                *(part for name, value in THROWAWAY.items() for part in ("-c", f"{name}={value}")),
            ],
            account=self.account,
            env=QUIET_ENVIRONMENT,
        )

    def is_ready(self) -> bool:
        """Whether it takes connections now."""
        done = self._run("pg_isready", "-q", "-U", "postgres", "-h", "127.0.0.1", "-p", str(self.port))
        return done.returncode == 0


@contextlib.contextmanager
def running_warehouse(*statements: str) -> Iterator[int]:
    """Its port; the statements have run in its database `postgres`."""
    with scratch("headwater-warehouse-") as folder:
        server = Warehouse(folder, log=folder / "postgres.log", throwaway=True)
        server.port = free_port()
        Server.start(server, patience=60.0)  # that of Postgres makes Headwater's database, by the socket
        try:
            with psycopg.connect(host="127.0.0.1", port=server.port, user="postgres", autocommit=True) as link:
                for statement in statements:
                    link.execute(statement)
            yield server.port
        finally:
            server.stop()
