"""portal.web: a worker on a socket that somebody else owns, through granian's private interface."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portal.listener import bind
from tests.product import free_port

PROGRAM = """
import sys, time
from portal.web import serve

def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        sys.stdout.write("slow\\n"); sys.stdout.flush()
        sys.stdin.readline()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]

serve(application, int(sys.argv[1]), threads=2)
print("left", flush=True)
"""


@dataclass
class Web:
    port: int
    process: subprocess.Popen[str]

    def ask(self, path: str = "/", body: bytes = b"") -> str:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("POST", path, body)
            return link.getresponse().read().decode()
        finally:
            link.close()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def web() -> Iterator[Web]:
    port = free_port()
    with bind("127.0.0.1", port) as listener:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(listener.fileno())],
            pass_fds=[listener.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            yield Web(port, process)
            process.kill()


def test_it_works(web: Web) -> None:
    # The first connection was opened before the worker had started: it waits in the socket's queue.
    assert web.ask(body=b"x" * 3_000_000) == "3000000"


def test_request_under_way_is_finished_before_it_leaves(web: Web) -> None:
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(web.ask("/slow", b"four")))
    asking.start()
    assert web.line() == "slow"
    web.process.send_signal(signal.SIGTERM)
    assert web.process.stdin is not None
    web.process.stdin.write("\n")
    web.process.stdin.flush()
    asking.join(30)
    assert answers == ["4"]
    assert web.line() == "left"
    assert web.process.wait(30) == 0
