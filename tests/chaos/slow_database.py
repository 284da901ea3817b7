"""A proxy on the database's own socket: every answer of the server comes later by some time."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from portal.embedded.postgres import Postgres
from tests.chaos.experiment import Stage

# All sessions of the product: they connect anew, and meet the proxy, or the server itself when it is gone.
END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'headwater'"


class Proxy:
    """Stands between all new sessions and the server while it runs."""

    def __init__(self, socket: Path, *, seconds: float) -> None:
        self._socket = socket
        self._server = socket.with_name("server.sock")
        self._seconds = seconds
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()], daemon=True)

    def __enter__(self) -> Proxy:
        self._socket.rename(self._server)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._server.rename(self._socket)

    async def _run(self) -> None:
        listener = await asyncio.start_unix_server(self._session, self._socket)
        self._ready.set()
        await self._over.wait()
        listener.close()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for task in sessions:
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._server)
        try:
            await asyncio.gather(self._pump(reader, back, 0.0), self._pump(there, writer, self._seconds))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            back.close()
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
        while chunk := await reader.read(65536):
            await asyncio.sleep(seconds)
            writer.write(chunk)
            await writer.drain()
        writer.close()


@contextlib.contextmanager
def slow_database(stage: Stage, *, seconds: float) -> Iterator[None]:
    """Every answer of the database takes `seconds` longer meanwhile."""
    with Proxy(Postgres.of_home(stage.product.home).sockets / ".s.PGSQL.5432", seconds=seconds):
        stage.rows(END_SESSIONS)
        yield
