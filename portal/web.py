"""One web process on a listening socket that somebody else owns: `python -m portal.web FD FOLDER`.

The supervisor binds the port once and keeps it for its life; web processes inherit the socket and accept from the same
queue. While one of them is dead the others go on, and while all are dead a connection waits in the queue instead of
being refused. Granian's own command cannot take a socket (on Linux each of its workers binds one of its own, whose
queue dies with the worker), so its worker is driven directly here. That interface is not a public one: the version is
pinned, and tests/portal/test_web.py goes through this file.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
from asyncio.tasks import _enter_task, _leave_task
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from portal import collector, heap, pulse
from portal.fast_lane import FastLane

# At most so many connections at once in one process; more wait in the socket's queue, where another can take them.
CONNECTIONS = 256
# Bytes of one request's head (line and headers), and milliseconds to send it.
HEAD_BYTES = 64 * 1024
HEAD_MILLISECONDS = 15_000
# Seconds: ten years.
FOR_GOOD = 315_360_000
# Between the signal to stop and the stop: a client that sends meanwhile is told to end its connection, so that it does
# not send on one that is just being closed.
LEAVING_SECONDS = 1.0


def serve(application: Callable[..., Any], descriptor: int, *, threads: int, lane: FastLane | None = None) -> None:
    """Answer requests until SIGTERM or SIGINT, then finish those under way and return."""
    from granian._futures import _cbsched_aioschedule, _future_watcher_wrapper
    from granian._loops import loops
    from granian._signals import set_loop_signals
    from granian.http import HTTP1Settings

    from portal.gateway import Gateway

    native: Any = importlib.import_module("granian._granian")  # its stub is of another release than its code
    loop = loops.get("asyncio")
    asyncio.set_event_loop(loop)
    stop = set_loop_signals(loop)
    gateway = Gateway(application, threads=threads, lane=lane)

    def leave() -> None:
        gateway.is_leaving = True
        loop.call_later(LEAVING_SECONDS, stop.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    stopped = asyncio.Event()
    stop.add_cb(lambda: loop.call_soon_threadsafe(stopped.set))
    worker = native.RSGIWorker(
        1,  # worker number
        (None, native.SocketHolder(descriptor, False, 1024)),
        None,  # pipe of granian's own metrics
        1,  # threads of the network side
        32,  # blocking threads of the network side
        threads + 1,  # threads for Python: so many answer reads, and one more hands the rest to the event loop
        FOR_GOOD,  # seconds until an idle thread ends: each has a connection with the database
        CONNECTIONS,
        "1",
        HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS, max_buffer_size=HEAD_BYTES),
        None,  # HTTP/2
        False,  # web sockets
        None,  # static files
        *(False, None, None, None, "tls1.3", None, [], False),  # TLS: the proxy's work
        (None, None),  # metrics
    )
    answer = _future_watcher_wrapper(gateway)
    scheduler = native.CallbackScheduler(loop, answer, None, partial(_enter_task, loop), partial(_leave_task, loop))
    schedule = _cbsched_aioschedule(loop, scheduler._ctx, answer)
    scheduler._schedule_fn = lambda watcher: gateway.take(watcher, loop) or schedule(watcher)
    loop.call_soon(gateway.watch, loop)
    worker.serve_mtr(scheduler, loop, stop)
    loop.run_until_complete(stopped.wait())


def skip_ends() -> None:
    """Do nothing behind a request: Django's cache is not used, the URLs are the same for all, and a connection that has to be
    closed is closed before the next request. That is a twelfth of a short answer."""
    from django.core.cache import close_caches
    from django.core.handlers.base import reset_urlconf
    from django.core.signals import request_finished
    from django.db import close_old_connections

    for receiver in (close_caches, reset_urlconf, close_old_connections):
        request_finished.disconnect(receiver)


def main() -> None:
    """Load the product and serve it."""
    descriptor, folder = int(sys.argv[1]), Path(sys.argv[2])
    from portal.environment import env_int
    from portal.listener import hand_out
    from portal.wsgi import application  # sets Django up

    from catalog.columns.held import hold  # isort: skip
    from portal.api.intake import posts_take  # isort: skip

    door = folder / f"web-{os.getpid()}.sock"
    hand_out(descriptor, door)
    collector.tune()
    skip_ends()
    pulse.begin()
    heap.begin()
    hold()
    threads = env_int("HEADWATER_WEB_THREADS", 4, low=1, high=64)
    serve(application, descriptor, threads=threads, lane=FastLane(posts_take))
    door.unlink(missing_ok=True)
    # Leaving without the interpreter's own clean-up keeps the stop short.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
